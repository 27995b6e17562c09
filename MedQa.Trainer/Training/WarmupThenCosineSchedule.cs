namespace MedQa.Trainer.Training;

/// <summary>
/// The learning rate as transformers' <c>get_cosine_schedule_with_warmup</c> has it:
/// <c>peak · s / W</c> for the first W steps, then <c>peak · ½(1 + cos(π (s - W) / (steps - W)))</c>. The first step's rate is zero.
/// </summary>
/// <param name="Peak">The rate that the warm-up leads to.</param>
/// <param name="Steps">Steps of the whole run.</param>
/// <param name="WarmupSteps">W; the trainer of that library rounds it up.</param>
public sealed record WarmupThenCosineSchedule(double Peak, int Steps, int WarmupSteps) : IRateSchedule
{
    /// <inheritdoc/>
    public double At(int step)
    {
        if (step < WarmupSteps)
        {
            return Peak * step / WarmupSteps;
        }

        var progress = (step - WarmupSteps) / (double)Math.Max(1, Steps - WarmupSteps);
        return Peak * Math.Max(0, 0.5 * (1 + Math.Cos(Math.PI * progress)));
    }
}
