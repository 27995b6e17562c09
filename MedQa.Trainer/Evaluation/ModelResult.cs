namespace MedQa.Trainer.Evaluation;

/// <summary>One model's figures.</summary>
/// <param name="Scored">Decisions by the likelihood of the labels after the prompt.</param>
/// <param name="Generated">Answers and their decisions, or null where none were generated.</param>
public sealed record ModelResult(DecisionResult Scored, AnswerResult? Generated);
