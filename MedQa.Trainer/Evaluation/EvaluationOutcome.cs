namespace MedQa.Trainer.Evaluation;

/// <summary>A report and the predictions behind it.</summary>
/// <param name="Report">The report.</param>
/// <param name="Baseline">The base model's predictions.</param>
/// <param name="FineTuned">Those with the adapter, or null.</param>
public sealed record EvaluationOutcome(EvaluationReport Report, IReadOnlyList<RowPrediction> Baseline, IReadOnlyList<RowPrediction>? FineTuned);
