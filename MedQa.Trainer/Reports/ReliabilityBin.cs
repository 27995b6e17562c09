namespace MedQa.Trainer.Reports;

/// <summary>The rows of like confidence.</summary>
/// <param name="Low">Confidence from, exclusive.</param>
/// <param name="High">Confidence to, inclusive.</param>
/// <param name="Count">Its rows.</param>
/// <param name="Confidence">Their mean confidence; 0 without rows.</param>
/// <param name="Accuracy">Part of them decided right; 0 without rows.</param>
public sealed record ReliabilityBin(double Low, double High, int Count, double Confidence, double Accuracy);
