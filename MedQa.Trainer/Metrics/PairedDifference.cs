namespace MedQa.Trainer.Metrics;

/// <summary>How far a figure of two models lies apart on the same rows.</summary>
/// <param name="Value">The fine-tuned model's figure less the baseline's, on all rows.</param>
/// <param name="Low">Lower end of the difference's 95% interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="P">The two-sided probability of a difference as large where there is none; never 0.</param>
/// <param name="Resamples">How often rows were drawn; the smallest <paramref name="P"/> is 1 / (this + 1).</param>
public readonly record struct PairedDifference(double Value, double Low, double High, double P, int Resamples);
