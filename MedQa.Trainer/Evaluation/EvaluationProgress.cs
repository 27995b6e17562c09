namespace MedQa.Trainer.Evaluation;

/// <summary>How far an evaluation is.</summary>
/// <param name="Phase">What is being done, for people.</param>
/// <param name="Done">Rows done.</param>
/// <param name="Total">Rows in all.</param>
public sealed record EvaluationProgress(string Phase, int Done, int Total);
