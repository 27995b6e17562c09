namespace MedQa.Trainer.Training;

/// <summary>What a run takes of the device that it computes on. Used from the run's thread.</summary>
internal interface IDeviceWatch : IDisposable
{
    /// <summary>The GPU that is watched (<c>cuda:0</c>), or null where it is the process.</summary>
    string? GpuId { get; }

    /// <summary>Memory used, in bytes: the GPU's, or the process's working set.</summary>
    long UsedBytes { get; }

    /// <summary>A step's work begins.</summary>
    void StepBegins();

    /// <summary>A step's work is queued; waits until it is done.</summary>
    /// <returns>Seconds of the device's work since <see cref="StepBegins"/>, or null where the device is the CPU.</returns>
    double? StepEnds();
}
