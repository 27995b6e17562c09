namespace MedQa.Trainer.Evaluation;

/// <summary>What a model makes of one row.</summary>
/// <param name="Id">The row's id.</param>
/// <param name="Truth">The authors' decision.</param>
/// <param name="Scored">The likeliest decision.</param>
/// <param name="LogProbabilities">Natural logarithm of each label's text, in the labels' order.</param>
/// <param name="Answer">The generated answer, or null where none was generated.</param>
/// <param name="Parsed">The decision that the answer states, or null where it states none.</param>
public sealed record RowPrediction(
    string Id, string Truth, string Scored, IReadOnlyList<double> LogProbabilities, string? Answer, string? Parsed);
