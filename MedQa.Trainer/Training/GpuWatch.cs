using MedQa.Model.Cuda;
using static TorchSharp.torch;

namespace MedQa.Trainer.Training;

/// <summary>On a GPU: its used memory, and the time between two points of its stream by its own clock.</summary>
/// <param name="device">A CUDA device.</param>
internal sealed class GpuWatch(Device device) : IDeviceWatch
{
    private readonly GpuTimer timer = new(device);

    /// <inheritdoc/>
    public string GpuId => device.ToString();

    /// <inheritdoc/>
    public long UsedBytes
    {
        get
        {
            var (free, total) = DeviceMemory.Read(device);
            return total - free;
        }
    }

    /// <inheritdoc/>
    public void StepBegins() => timer.Start();

    /// <inheritdoc/>
    public double? StepEnds()
    {
        timer.Stop();
        return timer.Elapsed.TotalSeconds;
    }

    /// <inheritdoc/>
    public void Dispose() => timer.Dispose();
}
