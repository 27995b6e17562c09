namespace MedQa.Trainer.Reports;

/// <summary>Baseline and fine-tuned on the same rows.</summary>
/// <param name="Decisions">By each method.</param>
/// <param name="Texts">By each figure of the long answers; empty where none were generated.</param>
public sealed record Comparison(IReadOnlyList<DecisionComparison> Decisions, IReadOnlyList<TextComparison> Texts);
