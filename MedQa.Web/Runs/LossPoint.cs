namespace MedQa.Web.Runs;

/// <summary>Losses at a step, in nats a token.</summary>
public sealed record LossPoint(int Step, double? TrainingLoss, double? EvaluationLoss);
