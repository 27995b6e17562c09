using MedQa.Trainer.Seeds;

namespace MedQa.Trainer.Training;

/// <summary>What a job came to.</summary>
/// <param name="Options">The run's options; of several seeds, those of the one with the lowest evaluation loss.</param>
/// <param name="Result">What that run came to.</param>
/// <param name="Seeds">All seeds and their spread, or null where there was one.</param>
public sealed record TrainingOutcome(TrainingOptions Options, TrainingResult Result, SeedSummary? Seeds);
