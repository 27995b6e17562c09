namespace MedQa.Trainer.Metrics;

/// <summary>One model's decisions on the rows of a group.</summary>
/// <param name="Accuracy">Part of the rows decided right.</param>
/// <param name="MacroF1">Mean of the labels' F1 over all labels: one that no row of the group has or is given counts as 0.</param>
public sealed record GroupFigures(double Accuracy, double MacroF1);
