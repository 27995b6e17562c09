namespace MedQa.Trainer.Training;

/// <summary>How the learning rate goes from its peak to zero.</summary>
public enum LearningRateSchedule
{
    /// <summary>Half a cosine over all steps, times the warm-up (<see cref="CosineSchedule"/>).</summary>
    Cosine,

    /// <summary>The warm-up from zero, then half a cosine over the steps left (<see cref="WarmupThenCosineSchedule"/>).</summary>
    WarmupThenCosine,
}
