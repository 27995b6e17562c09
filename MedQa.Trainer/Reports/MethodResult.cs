using MedQa.Trainer.Evaluation;
using MedQa.Trainer.Metrics;

namespace MedQa.Trainer.Reports;

/// <summary>How good the decisions of one method are.</summary>
/// <param name="Method">The method.</param>
/// <param name="Result">Their figures.</param>
/// <param name="UndecidedRate">Part of the rows without a decision.</param>
/// <param name="Calibration">How far its probabilities can be believed, or null for a method that has none.</param>
public sealed record MethodResult(DecisionMethod Method, DecisionResult Result, double UndecidedRate, Calibration? Calibration);
