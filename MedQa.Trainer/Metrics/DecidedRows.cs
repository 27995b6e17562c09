namespace MedQa.Trainer.Metrics;

/// <summary>Rows with their true labels and one method's decisions, held as numbers, so that any selection of them is counted fast.</summary>
public sealed class DecidedRows
{
    private readonly int[] _truth;
    private readonly int[] _given;

    private DecidedRows(IReadOnlyList<string> labels, int[] truth, int[] given) => (Labels, _truth, _given) = (labels, truth, given);

    /// <summary>The labels.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>How many rows there are.</summary>
    public int Count => _truth.Length;

    /// <summary>Pairs the true labels with decisions.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="truth">Each row's label.</param>
    /// <param name="predicted">Each row's decision; null, or a word that is no label, for none.</param>
    /// <exception cref="ArgumentException">The lists differ in length, or a true label is not among the labels.</exception>
    public static DecidedRows Of(IReadOnlyList<string> labels, IReadOnlyList<string> truth, IReadOnlyList<string?> predicted)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(predicted);
        if (truth.Count != predicted.Count)
        {
            throw new ArgumentException($"{truth.Count} true labels and {predicted.Count} decisions don't pair up.", nameof(predicted));
        }

        var numbers = labels.Index().ToDictionary(l => l.Item, l => l.Index, StringComparer.Ordinal);
        var given = predicted.Select(p => p is not null && numbers.TryGetValue(p, out var label) ? label : labels.Count);
        return new DecidedRows(labels, [.. truth.Select(NumberOf)], [.. given]);

        int NumberOf(string label, int row) => numbers.TryGetValue(label, out var number)
            ? number
            : throw new ArgumentException($"Row {row} has a label that is not one of {string.Join(", ", labels)}.", nameof(truth));
    }

    /// <summary>Whether a row was decided right.</summary>
    public bool IsRight(int row) => _truth[row] == _given[row];

    /// <summary>Counts all rows.</summary>
    public ConfusionMatrix Confusion()
    {
        var matrix = new ConfusionMatrix(Labels.Count);
        for (var row = 0; row < Count; row++)
        {
            matrix.Add(_truth[row], _given[row]);
        }

        return matrix;
    }

    /// <summary>Counts the rows of these indices; a row may come more than once.</summary>
    public ConfusionMatrix Confusion(ReadOnlySpan<int> rows)
    {
        var matrix = new ConfusionMatrix(Labels.Count);
        foreach (var row in rows)
        {
            matrix.Add(_truth[row], _given[row]);
        }

        return matrix;
    }

    /// <summary>Refuses rows whose truth is another: figures of the two could not be compared.</summary>
    /// <exception cref="ArgumentException">The rows differ in number, in labels or in a true label.</exception>
    internal void RequireSameTruth(DecidedRows other)
    {
        if (!Labels.SequenceEqual(other.Labels) || !_truth.AsSpan().SequenceEqual(other._truth))
        {
            throw new ArgumentException("The two models' rows don't pair up: they must be the same rows in the same order, with the same labels.", nameof(other));
        }
    }
}
