using MedQa.Trainer.Evaluation;

namespace MedQa.Trainer.Reports;

/// <summary>A model's figures.</summary>
/// <param name="Decisions">By each method, in the methods' order.</param>
/// <param name="Answers">Of its long answers, or null where none were generated.</param>
/// <param name="Agreements">How far its methods decide alike, each pair once.</param>
public sealed record ModelResult(IReadOnlyList<MethodResult> Decisions, AnswerResult? Answers, IReadOnlyList<MethodAgreement> Agreements)
{
    /// <summary>The figures of one method.</summary>
    /// <exception cref="KeyNotFoundException">Decisions were not taken that way.</exception>
    public MethodResult By(DecisionMethod method) =>
        Decisions.FirstOrDefault(d => d.Method == method) ?? throw new KeyNotFoundException($"No decisions were taken by {method}.");
}
