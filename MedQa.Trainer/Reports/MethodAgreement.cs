using MedQa.Trainer.Evaluation;
using MedQa.Trainer.Metrics;

namespace MedQa.Trainer.Reports;

/// <summary>How far two methods decide the same rows alike.</summary>
/// <param name="First">One method.</param>
/// <param name="Second">The other.</param>
/// <param name="Agreement">Their agreement.</param>
public sealed record MethodAgreement(DecisionMethod First, DecisionMethod Second, Agreement Agreement);
