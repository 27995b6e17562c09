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
    public static DecisionScores Of(IReadOnlyList<string> labels, IReadOnlyList<string> truth, IReadOnlyList<string?> predicted)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (truth.Count != predicted.Count)
        {
            throw new ArgumentException($"{truth.Count} true labels and {predicted.Count} decisions don't pair up.", nameof(predicted));
        }

        var confusion = new int[labels.Count][];
        for (var i = 0; i < labels.Count; i++)
        {
            confusion[i] = new int[labels.Count + 1];
        }

        for (var row = 0; row < truth.Count; row++)
        {
            var actual = IndexOf(labels, truth[row]);
            if (actual < 0)
            {
                throw new ArgumentException($"Row {row} has a label that is not one of {string.Join(", ", labels)}.", nameof(truth));
            }

            var given = predicted[row] is { } decision ? IndexOf(labels, decision) : -1;
            confusion[actual][given < 0 ? labels.Count : given]++;
        }

        return FromConfusion(labels, confusion);
    }

    private static DecisionScores FromConfusion(IReadOnlyList<string> labels, int[][] confusion)
    {
        var total = confusion.Sum(r => r.Sum());
        var classes = labels.Select((label, i) =>
        {
            var (hits, support, given) = (confusion[i][i], confusion[i].Sum(), confusion.Sum(r => r[i]));
            return new ClassScore(label, Ratio(hits, given), Ratio(hits, support), Ratio(2 * hits, given + support), support, given);
        }).ToList();
        return new()
        {
            Accuracy = Ratio(labels.Select((_, i) => confusion[i][i]).Sum(), total),
            MacroF1 = classes.Count == 0 ? 0 : classes.Average(c => c.F1),
            WeightedF1 = total == 0 ? 0 : classes.Sum(c => c.F1 * c.Support) / total,
            Classes = classes,
            Confusion = confusion,
        };
    }

    private static double Ratio(int part, int whole) => whole == 0 ? 0 : (double)part / whole;

    private static int IndexOf(IReadOnlyList<string> labels, string label)
    {
        for (var i = 0; i < labels.Count; i++)
        {
            if (labels[i] == label)
            {
                return i;
            }
        }

        return -1;
    }
}
