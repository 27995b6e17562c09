namespace MedQa.Trainer.Metrics;

/// <summary>Decisions on the rows of one group.</summary>
/// <param name="Group">Its name: a year, a MeSH heading, or <see cref="GroupScores.Unknown"/>.</param>
/// <param name="Count">Its rows.</param>
/// <param name="Baseline">The baseline's figures.</param>
/// <param name="FineTuned">The fine-tuned model's, or null where there is none.</param>
public sealed record GroupScore(string Group, int Count, GroupFigures Baseline, GroupFigures? FineTuned);
