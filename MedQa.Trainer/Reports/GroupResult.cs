namespace MedQa.Trainer.Reports;

/// <summary>The decisions of some rows, by the report's leading method.</summary>
/// <param name="Group">What the rows share.</param>
/// <param name="Count">How many they are.</param>
/// <param name="Baseline">The baseline's figures.</param>
/// <param name="FineTuned">The fine-tuned model's, or null.</param>
public sealed record GroupResult(string Group, int Count, GroupFigures Baseline, GroupFigures? FineTuned);
