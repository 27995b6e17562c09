namespace MedQa.Model.Cuda;

/// <summary>A kernel that is loaded on a device.</summary>
internal sealed unsafe class CudaKernel(int device, nint function, string name)
{
    /// <summary>Queues the kernel on torch's stream.</summary>
    /// <param name="gridX">Blocks along x; nothing happens where it is 0.</param>
    /// <param name="gridY">Blocks along y.</param>
    /// <param name="threads">Threads of a block.</param>
    /// <param name="arguments">The kernel's parameters in order; tensors must be contiguous unless the kernel takes strides.</param>
    /// <exception cref="CudaException">The launch was refused, or an earlier kernel failed.</exception>
    public void Launch(long gridX, long gridY, int threads, params ReadOnlySpan<KernelArgument> arguments)
    {
        if (gridX == 0 || gridY == 0)
        {
            return;
        }

        CudaContext.MakeCurrent(device);
        var pointers = stackalloc void*[arguments.Length];
        fixed (KernelArgument* values = arguments)
        {
            for (var i = 0; i < arguments.Length; i++)
            {
                pointers[i] = values + i;
            }

            CudaDriver.Check(
                CudaDriver.LaunchKernel(function, checked((uint)gridX), checked((uint)gridY), 1, (uint)threads, 1, 1, 0, CudaContext.Stream, pointers, null),
                name);
        }
    }
}
