namespace MedQa.Trainer.Reports;

/// <summary>A group's decisions.</summary>
/// <param name="Accuracy">Part decided right.</param>
/// <param name="MacroF1">Mean of the labels' F1.</param>
public readonly record struct GroupFigures(double Accuracy, double MacroF1);
