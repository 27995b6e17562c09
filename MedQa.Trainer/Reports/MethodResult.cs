using MedQa.Trainer.Evaluation;

namespace MedQa.Trainer.Reports;

/// <summary>How good the decisions of one method are.</summary>
/// <param name="Method">The method.</param>
/// <param name="Result">Their figures.</param>
/// <param name="UndecidedRate">Part of the rows without a decision.</param>
/// <param name="Reliability">How far its probabilities can be believed, or null for a method that has none.</param>
public sealed record MethodResult(DecisionMethod Method, DecisionResult Result, double UndecidedRate, Reliability? Reliability);
