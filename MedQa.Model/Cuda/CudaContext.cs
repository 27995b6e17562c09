using static TorchSharp.torch;

namespace MedQa.Model.Cuda;

/// <summary>
/// torch's own context of a device, so that kernels and events of ours work on torch's memory. Kernels go to the default stream,
/// which is torch's too: they run in the order in which they and torch's operations are called.
/// </summary>
internal static class CudaContext
{
    private const int ComputeCapabilityMajor = 75;
    private const int ComputeCapabilityMinor = 76;

    private static readonly Lock Gate = new();
    private static readonly Dictionary<int, nint> Contexts = [];

    /// <summary>The stream that torch and this library use.</summary>
    public static nint Stream => 0;

    /// <summary>Makes a device's context this thread's.</summary>
    /// <exception cref="CudaException">The driver can't be used.</exception>
    public static void MakeCurrent(int device)
    {
        var context = Of(device);
        if (CudaDriver.CtxGetCurrent(out var current) != 0 || current != context)
        {
            CudaDriver.Check(CudaDriver.CtxSetCurrent(context), "cuCtxSetCurrent");
        }
    }

    /// <summary>A device's compute capability without its dot: 90 for 9.0.</summary>
    /// <exception cref="CudaException">The driver can't be used.</exception>
    public static int ComputeCapability(int device) =>
        (Attribute(device, ComputeCapabilityMajor) * 10) + Attribute(device, ComputeCapabilityMinor);

    /// <summary>A number that the device reports of itself.</summary>
    private static int Attribute(int device, int attribute)
    {
        CudaDriver.Check(CudaDriver.Init(0), "cuInit");
        CudaDriver.Check(CudaDriver.DeviceGet(out var handle, device), "cuDeviceGet");
        CudaDriver.Check(CudaDriver.DeviceGetAttribute(out var value, attribute, handle), "cuDeviceGetAttribute");
        return value;
    }

    /// <summary>A device's number; a device without one is the first.</summary>
    public static int Index(Device device) => Math.Max(0, device.index);

    private static nint Of(int device)
    {
        lock (Gate)
        {
            if (!Contexts.TryGetValue(device, out var context))
            {
                CudaDriver.Check(CudaDriver.Init(0), "cuInit");
                CudaDriver.Check(CudaDriver.DeviceGet(out var handle, device), "cuDeviceGet");
                CudaDriver.Check(CudaDriver.DevicePrimaryCtxRetain(out context, handle), "cuDevicePrimaryCtxRetain");
                Contexts.Add(device, context);
            }

            return context;
        }
    }
}
