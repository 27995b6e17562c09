namespace MedQa.ServiceDefaults.Adapters;

/// <summary>One figure of a report, as text for people.</summary>
/// <param name="Metric">What is measured.</param>
/// <param name="Baseline">The base model's figure.</param>
/// <param name="FineTuned">The figure with the adapter.</param>
/// <param name="Improvement">Their difference.</param>
public sealed record ReportFigure(string Metric, string Baseline, string FineTuned, string Improvement);
