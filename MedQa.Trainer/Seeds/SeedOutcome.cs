namespace MedQa.Trainer.Seeds;

/// <summary>What one of several seeds came to.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Folder">Its folder in the output.</param>
/// <param name="EvaluationLoss">Its lowest evaluation loss, nats a token, or null where nothing was evaluated.</param>
/// <param name="KeptStep">The step whose weights were kept.</param>
/// <param name="Steps">Steps taken.</param>
/// <param name="Seconds">Time of the run, or of its last part where it was resumed.</param>
public sealed record SeedOutcome(long Seed, string Folder, double? EvaluationLoss, int KeptStep, int Steps, double Seconds);
