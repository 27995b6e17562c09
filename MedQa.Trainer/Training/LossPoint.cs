namespace MedQa.Trainer.Training;

/// <summary>Losses at a step.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="TrainingLoss">Mean since the point before, in nats a token.</param>
/// <param name="EvaluationLoss">On the rows that are watched, or null where there are none.</param>
public sealed record LossPoint(int Step, double? TrainingLoss, double? EvaluationLoss);
