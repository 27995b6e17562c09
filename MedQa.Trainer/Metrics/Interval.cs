namespace MedQa.Trainer.Metrics;

/// <summary>A figure with its bootstrap interval.</summary>
/// <param name="Value">The figure on all rows.</param>
/// <param name="Low">Lower end of the 95% interval.</param>
/// <param name="High">Upper end of the 95% interval.</param>
public readonly record struct Interval(double Value, double Low, double High);
