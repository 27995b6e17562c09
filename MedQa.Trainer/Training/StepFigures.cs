namespace MedQa.Trainer.Training;

/// <summary>What a step came to.</summary>
/// <param name="Loss">Mean over the step's response tokens, each by its weight, nats a token.</param>
/// <param name="GradientNorm">Before clipping.</param>
/// <param name="Spoiled">Which of the step's batches have a loss that is no number.</param>
internal sealed record StepFigures(double Loss, double GradientNorm, IReadOnlyList<int> Spoiled);
