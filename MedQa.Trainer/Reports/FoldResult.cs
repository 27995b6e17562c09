namespace MedQa.Trainer.Reports;

/// <summary>One fold of a cross-validation: a model trained without these rows, decided by the report's leading method.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Ids">The rows it was evaluated on.</param>
/// <param name="Adapter">The fold's adapter.</param>
/// <param name="Accuracy">Part decided right.</param>
/// <param name="MacroF1">Mean of the labels' F1.</param>
public sealed record FoldResult(int Number, IReadOnlyList<string> Ids, NamedHash Adapter, double Accuracy, double MacroF1);
