namespace MedQa.Trainer.Metrics;

/// <summary>
/// How well decisions agree with the authors', as scikit-learn counts it over the given labels with <c>zero_division=0</c>.
/// A row without a decision (an answer that could not be parsed) is wrong and belongs to no label.
/// </summary>
public sealed record DecisionScores
{
    /// <summary>Part of the rows decided right.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Mean of the labels' F1.</summary>
    public required double MacroF1 { get; init; }

    /// <summary>Mean of the labels' F1, each weighed by its number of rows.</summary>
    public required double WeightedF1 { get; init; }

    /// <summary>Each label, in the labels' order.</summary>
    public required IReadOnlyList<ClassScore> Classes { get; init; }

    /// <summary>For each true label (in the labels' order) the rows given each label, and last those given none.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Confusion { get; init; }

    /// <summary>Counts predictions against the truth.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="truth">Each row's label.</param>
    /// <param name="predicted">Each row's decision, or null for none.</param>
    /// <exception cref="ArgumentException">The lists differ in length, or a true label is not among the labels.</exception>
    public static DecisionScores Of(IReadOnlyList<string> labels, IReadOnlyList<string> truth, IReadOnlyList<string?> predicted) =>
        Of(DecidedRows.Of(labels, truth, predicted));

    /// <summary>Counts rows' decisions against the truth.</summary>
    public static DecisionScores Of(DecidedRows rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var (labels, counts) = (rows.Labels, rows.Confusion());
        return new()
        {
            Accuracy = counts.Accuracy,
            MacroF1 = counts.MacroF1,
            WeightedF1 = counts.WeightedF1,
            Classes = [.. labels.Select((label, i) => new ClassScore(
                label, counts.Precision(i), counts.Recall(i), counts.F1(i), counts.Support(i), counts.Given(i)))],
            Confusion = [.. labels.Select((_, truth) => (int[])[.. Enumerable.Range(0, labels.Count + 1).Select(given => counts[truth, given])])],
        };
    }
}
