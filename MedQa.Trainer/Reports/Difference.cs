namespace MedQa.Trainer.Reports;

/// <summary>Fine-tuned less baseline on the same rows, by the paired bootstrap.</summary>
/// <param name="Value">On all rows.</param>
/// <param name="Low">Lower end of the 95% interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="P">Two-sided p-value of no difference.</param>
public readonly record struct Difference(double Value, double Low, double High, double P);
