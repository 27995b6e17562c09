namespace MedQa.Trainer.Pretraining;

/// <summary>What a pretraining run came to.</summary>
/// <param name="Steps">Steps taken.</param>
/// <param name="TrainingTokens">Tokens of one pass over the corpus.</param>
/// <param name="SeenTokens">Tokens predicted in training.</param>
/// <param name="Parameters">Weights of the model.</param>
/// <param name="FinalLoss">Mean training loss of the last log interval, nats a token.</param>
/// <param name="Seconds">Time of this process's part of the run.</param>
/// <param name="HeldOut">The held-out figures at the end.</param>
public sealed record PretrainingResult(
    int Steps, long TrainingTokens, long SeenTokens, long Parameters, double FinalLoss, double Seconds, IReadOnlyList<HeldOutFigure> HeldOut);
