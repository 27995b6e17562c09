namespace MedQa.Trainer.Evaluation;

/// <summary>What a model makes of one row.</summary>
public sealed record RowPrediction
{
    /// <summary>The row's id.</summary>
    public required string Id { get; init; }

    /// <summary>The decision by each method that was asked for, in the methods' order; null where an answer states none.</summary>
    public required IReadOnlyDictionary<DecisionMethod, string?> Decisions { get; init; }

    /// <summary>For each method that scores, the labels' probabilities in their order, adding up to 1.</summary>
    public required IReadOnlyDictionary<DecisionMethod, IReadOnlyList<double>> Probabilities { get; init; }

    /// <summary>Natural logarithm of each label's text after the prompt, summed over its tokens, in the labels' order.</summary>
    public required IReadOnlyList<double> LogProbabilities { get; init; }

    /// <summary>The free answer, or null where none was generated.</summary>
    public string? Answer { get; init; }

    /// <summary>The free answer without its decision, or null where none was generated.</summary>
    public string? LongAnswer { get; init; }

    /// <summary>The answer that had to end in a decision, or null where none was generated.</summary>
    public string? ConstrainedAnswer { get; init; }

    /// <summary>The long answer against the authors', or null where none was generated.</summary>
    public TextScores? Text { get; init; }
}
