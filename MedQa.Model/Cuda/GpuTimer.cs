using static TorchSharp.torch;

namespace MedQa.Model.Cuda;

/// <summary>Measures the time between two points of a device's stream, by the device's own clock. Not thread-safe.</summary>
public sealed class GpuTimer : IDisposable
{
    private readonly int device;
    private readonly nint start;
    private readonly nint end;

    /// <param name="device">A CUDA device.</param>
    /// <exception cref="CudaException">The driver can't be used.</exception>
    public GpuTimer(Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        this.device = CudaContext.Index(device);
        CudaContext.MakeCurrent(this.device);
        CudaDriver.Check(CudaDriver.EventCreate(out start, 0), "cuEventCreate");
        CudaDriver.Check(CudaDriver.EventCreate(out end, 0), "cuEventCreate");
    }

    /// <summary>Marks the first point.</summary>
    public void Start() => Record(start);

    /// <summary>Marks the second point.</summary>
    public void Stop() => Record(end);

    /// <summary>The time between the two points; waits until the device has reached the second.</summary>
    public TimeSpan Elapsed
    {
        get
        {
            CudaContext.MakeCurrent(device);
            CudaDriver.Check(CudaDriver.EventSynchronize(end), "cuEventSynchronize");
            CudaDriver.Check(CudaDriver.EventElapsedTime(out var milliseconds, start, end), "cuEventElapsedTime");
            return TimeSpan.FromMilliseconds(milliseconds);
        }
    }

    /// <summary>Frees the events.</summary>
    public void Dispose()
    {
        CudaContext.MakeCurrent(device);
        _ = CudaDriver.EventDestroy(start);
        _ = CudaDriver.EventDestroy(end);
    }

    private void Record(nint handle)
    {
        CudaContext.MakeCurrent(device);
        CudaDriver.Check(CudaDriver.EventRecord(handle, CudaContext.Stream), "cuEventRecord");
    }
}
