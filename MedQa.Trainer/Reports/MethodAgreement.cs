using MedQa.Trainer.Evaluation;

namespace MedQa.Trainer.Reports;

/// <summary>How far two methods decide the same rows alike.</summary>
/// <param name="First">One method.</param>
/// <param name="Second">The other.</param>
/// <param name="Share">Part of the rows that both decide alike; rows that neither decides count as alike.</param>
/// <param name="Kappa">Cohen's kappa: the same, less what chance would give.</param>
public sealed record MethodAgreement(DecisionMethod First, DecisionMethod Second, double Share, double Kappa);
