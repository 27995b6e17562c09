namespace MedQa.Trainer.Training;

/// <summary>On the CPU: the process's working set, and no device time.</summary>
internal sealed class ProcessWatch : IDeviceWatch
{
    /// <inheritdoc/>
    public long UsedBytes => Environment.WorkingSet;

    /// <inheritdoc/>
    public void StepBegins()
    {
    }

    /// <inheritdoc/>
    public double? StepEnds() => null;

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
