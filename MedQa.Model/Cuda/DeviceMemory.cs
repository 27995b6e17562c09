using TorchSharp;
using static TorchSharp.torch;

namespace MedQa.Model.Cuda;

/// <summary>Memory of a GPU as its driver sees it: all processes together, torch's cache counted as used.</summary>
public static class DeviceMemory
{
    /// <summary>Free and total bytes.</summary>
    /// <param name="device">A CUDA device.</param>
    /// <exception cref="ArgumentException">It is no CUDA device.</exception>
    /// <exception cref="CudaException">The driver can't be used.</exception>
    public static (long FreeBytes, long TotalBytes) Read(Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        if (device.type != DeviceType.CUDA)
        {
            throw new ArgumentException($"{device} is no CUDA device.", nameof(device));
        }

        CudaContext.MakeCurrent(CudaContext.Index(device));
        CudaDriver.Check(CudaDriver.MemGetInfo(out var free, out var total), "cuMemGetInfo");
        return ((long)free, (long)total);
    }
}
