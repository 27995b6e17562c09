using MedQa.Trainer.Evaluation;

namespace MedQa.Trainer.Reports;

/// <summary>One method's decisions before and after.</summary>
/// <param name="Method">The method.</param>
/// <param name="OnlyBaselineRight">Rows that only the baseline decides right.</param>
/// <param name="OnlyFineTunedRight">Rows that only the fine-tuned model decides right.</param>
/// <param name="McNemarP">McNemar's exact test of these two counts, two-sided.</param>
/// <param name="Accuracy">Difference in accuracy.</param>
/// <param name="MacroF1">Difference in macro-F1.</param>
public sealed record DecisionComparison(
    DecisionMethod Method, int OnlyBaselineRight, int OnlyFineTunedRight, double McNemarP, Difference Accuracy, Difference MacroF1);
