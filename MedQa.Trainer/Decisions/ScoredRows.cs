using MedQa.Trainer.Metrics;

namespace MedQa.Trainer.Decisions;

/// <summary>Rows with each label's score and the true label, as numbers.</summary>
internal sealed class ScoredRows
{
    private readonly double[] _scores;
    private readonly int[] _truths;

    private ScoredRows(IReadOnlyList<string> labels, double[] scores, int[] truths) => (Labels, _scores, _truths) = (labels, scores, truths);

    public IReadOnlyList<string> Labels { get; }

    public int Count => _truths.Length;

    /// <summary>The true label's number.</summary>
    public int Truth(int row) => _truths[row];

    /// <summary>Each label's score, natural logarithms.</summary>
    public ReadOnlySpan<double> Scores(int row) => _scores.AsSpan(row * Labels.Count, Labels.Count);

    /// <exception cref="ArgumentException">The lists don't pair up, a score is no finite number, or a true label is not among the labels.</exception>
    public static ScoredRows Of(IReadOnlyList<string> labels, IReadOnlyList<IReadOnlyList<double>> scores, IReadOnlyList<string> truths)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(truths);
        if (labels.Count < 2)
        {
            throw new ArgumentException($"There must be two labels or more, but there are {labels.Count}.", nameof(labels));
        }

        if (scores.Count != truths.Count)
        {
            throw new ArgumentException($"{scores.Count} rows of scores and {truths.Count} true labels don't pair up.", nameof(truths));
        }

        var wrong = scores.Index().FirstOrDefault(s => s.Item.Count != labels.Count || !s.Item.All(double.IsFinite), (-1, []));
        return wrong.Index < 0
            ? new(labels, [.. scores.SelectMany(s => s)], [.. truths.Select(labels.IndexOf)])
            : throw new ArgumentException($"Row {wrong.Index} must have {labels.Count} finite scores.", nameof(scores));
    }

    /// <summary>Some of the rows.</summary>
    public ScoredRows Select(IReadOnlyCollection<int> rows) =>
        new(Labels, [.. rows.SelectMany(r => Scores(r).ToArray())], [.. rows.Select(Truth)]);

    /// <summary>Rows of each label.</summary>
    public int[] Supports()
    {
        var counts = new int[Labels.Count];
        foreach (var truth in _truths)
        {
            counts[truth]++;
        }

        return counts;
    }
}
