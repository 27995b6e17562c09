using MedQa.Trainer.Metrics;

namespace MedQa.Trainer.Reports.Html;

/// <summary>A figure before and after.</summary>
internal sealed record IntervalPair(string Name, Interval Baseline, Interval? FineTuned);
