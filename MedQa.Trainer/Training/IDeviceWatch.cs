namespace MedQa.Trainer.Training;

/// <summary>What a run takes of the device that it computes on. Used from the run's thread.</summary>
internal interface IDeviceWatch : IDisposable
{
    /// <summary>Memory used, in bytes: the device's, or the process's working set where the device is the CPU.</summary>
    long UsedBytes { get; }

    /// <summary>A step's work begins.</summary>
    void StepBegins();

    /// <summary>A step's work is queued; waits until it is done.</summary>
    /// <returns>Seconds of the device's work since <see cref="StepBegins"/>, or null where the device is the CPU.</returns>
    double? StepEnds();
}
