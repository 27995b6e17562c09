namespace MedQa.Trainer.Reports;

/// <summary>How far a method's probabilities can be believed.</summary>
/// <param name="ExpectedCalibrationError">Mean distance of confidence and accuracy over the bins, weighed by their rows (Guo et al., 2017).</param>
/// <param name="Bins">The reliability diagram, by confidence (the decision's probability), ascending; empty bins have no rows.</param>
public sealed record Reliability(double ExpectedCalibrationError, IReadOnlyList<ReliabilityBin> Bins);
