namespace MedQa.Trainer.Metrics;

/// <summary>Decisions of like confidence: one bar of a reliability diagram.</summary>
/// <param name="Low">Lowest confidence, itself not in the bin (but 0 is in the first).</param>
/// <param name="High">Highest confidence, itself in the bin.</param>
/// <param name="Count">Rows in the bin.</param>
/// <param name="MeanConfidence">Mean of their confidences, or null without rows.</param>
/// <param name="Accuracy">Part of them decided right, or null without rows.</param>
public sealed record CalibrationBin(double Low, double High, int Count, double? MeanConfidence, double? Accuracy);
