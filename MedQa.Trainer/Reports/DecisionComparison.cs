using MedQa.Trainer.Evaluation;
using MedQa.Trainer.Metrics;

namespace MedQa.Trainer.Reports;

/// <summary>One method's decisions before and after.</summary>
/// <param name="Method">The method.</param>
/// <param name="McNemar">McNemar's test of them.</param>
/// <param name="Accuracy">Difference in accuracy.</param>
/// <param name="MacroF1">Difference in macro-F1.</param>
public sealed record DecisionComparison(DecisionMethod Method, McNemarTest McNemar, PairedDifference Accuracy, PairedDifference MacroF1);
