using MedQa.Trainer.Metrics;

namespace MedQa.Trainer.Reports;

/// <summary>One figure of the long answers before and after.</summary>
/// <param name="Figure">Its name, as in the report's table.</param>
/// <param name="Difference">Fine-tuned less baseline.</param>
public sealed record TextComparison(string Figure, PairedDifference Difference);
