namespace MedQa.Trainer.Metrics;

/// <summary>
/// How often each true label was given each label. A row without a decision (an answer that could not be parsed) is counted in a
/// column of its own: it is wrong and belongs to no label.
/// </summary>
/// <remarks>Figures as scikit-learn gives them with <c>zero_division=0</c>.</remarks>
public sealed class ConfusionMatrix
{
    private readonly int[] _cells;

    /// <summary>An empty matrix.</summary>
    /// <param name="labels">How many labels there are.</param>
    public ConfusionMatrix(int labels)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(labels);
        Labels = labels;
        _cells = new int[labels * (labels + 1)];
    }

    /// <summary>How many labels there are.</summary>
    public int Labels { get; }

    /// <summary>Rows counted.</summary>
    public int Total { get; private set; }

    /// <summary>Part of the rows decided right; 0 without rows.</summary>
    public double Accuracy
    {
        get
        {
            var hits = 0;
            for (var label = 0; label < Labels; label++)
            {
                hits += this[label, label];
            }

            return Ratio(hits, Total);
        }
    }

    /// <summary>Mean of the labels' F1.</summary>
    public double MacroF1
    {
        get
        {
            var sum = 0.0;
            for (var label = 0; label < Labels; label++)
            {
                sum += F1(label);
            }

            return Labels == 0 ? 0 : sum / Labels;
        }
    }

    /// <summary>Mean of the labels' F1, each weighed by its number of rows.</summary>
    public double WeightedF1
    {
        get
        {
            var sum = 0.0;
            for (var label = 0; label < Labels; label++)
            {
                sum += F1(label) * Support(label);
            }

            return Total == 0 ? 0 : sum / Total;
        }
    }

    /// <summary>Rows of a true label that were given a label.</summary>
    /// <param name="truth">The true label's number.</param>
    /// <param name="given">The given label's number; <see cref="Labels"/> for none.</param>
    public int this[int truth, int given] => _cells[(truth * (Labels + 1)) + given];

    /// <summary>Rows that have a label.</summary>
    public int Support(int label)
    {
        var sum = 0;
        for (var given = 0; given <= Labels; given++)
        {
            sum += this[label, given];
        }

        return sum;
    }

    /// <summary>Rows that were given a label.</summary>
    public int Given(int label)
    {
        var sum = 0;
        for (var truth = 0; truth < Labels; truth++)
        {
            sum += this[truth, label];
        }

        return sum;
    }

    /// <summary>Of the rows given a label, the part that has it; 0 where none is given it.</summary>
    public double Precision(int label) => Ratio(this[label, label], Given(label));

    /// <summary>Of the rows that have a label, the part given it; 0 where none has it.</summary>
    public double Recall(int label) => Ratio(this[label, label], Support(label));

    /// <summary>The harmonic mean of precision and recall, <c>2 · hits / (given + support)</c>; 0 where both are 0.</summary>
    public double F1(int label) => Ratio(2 * this[label, label], Given(label) + Support(label));

    /// <summary>Counts a row in.</summary>
    internal void Add(int truth, int given)
    {
        _cells[(truth * (Labels + 1)) + given]++;
        Total++;
    }

    private static double Ratio(int part, int whole) => whole == 0 ? 0 : (double)part / whole;
}
