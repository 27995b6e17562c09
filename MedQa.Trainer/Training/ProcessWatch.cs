namespace MedQa.Trainer.Training;

/// <summary>The process alone: its working set, and no device time.</summary>
internal sealed class ProcessWatch : IDeviceWatch
{
    /// <inheritdoc/>
    public string? GpuId => null;

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
