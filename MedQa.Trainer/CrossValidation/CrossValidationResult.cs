using MedQa.Trainer.Reports;

namespace MedQa.Trainer.CrossValidation;

/// <summary>What a cross-validation came to.</summary>
/// <param name="Folds">The folds and their training.</param>
/// <param name="Report">All rows together, each decided by the adapter that never saw it.</param>
internal sealed record CrossValidationResult(FoldList Folds, EvaluationReport Report);
