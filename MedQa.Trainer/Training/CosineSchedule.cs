namespace MedQa.Trainer.Training;

/// <summary>
/// The learning rate at a step: a linear warm-up times half a cosine,
/// <c>peak · min(1, (s+1) / max(1, warmup)) · (floor + (1-floor) · ½(1 + cos(π s / steps)))</c> (Loshchilov and Hutter, 2017,
/// arXiv:1608.03983). Both factors apply from the first step on.
/// </summary>
/// <param name="Peak">The rate that the warm-up leads to.</param>
/// <param name="Steps">Steps of the whole run.</param>
/// <param name="WarmupSteps">Steps of the warm-up; need not be whole.</param>
/// <param name="Floor">Share of the peak that the cosine ends at.</param>
public sealed record CosineSchedule(double Peak, int Steps, double WarmupSteps, double Floor = 0) : IRateSchedule
{
    /// <inheritdoc/>
    public double At(int step)
    {
        var warmup = Math.Min(1, (step + 1) / Math.Max(1, WarmupSteps));
        var cosine = 0.5 * (1 + Math.Cos(Math.PI * Math.Min(1, step / (double)Math.Max(1, Steps))));
        return Peak * warmup * (Floor + ((1 - Floor) * cosine));
    }
}
