namespace MedQa.Trainer.Metrics;

/// <summary>Finding labels by their place.</summary>
internal static class Labels
{
    /// <summary>The number of a row's true label.</summary>
    /// <exception cref="ArgumentException">It is not among the labels; names the row.</exception>
    public static int IndexOf(this IReadOnlyList<string> labels, string truth, int row)
    {
        for (var i = 0; i < labels.Count; i++)
        {
            if (labels[i] == truth)
            {
                return i;
            }
        }

        throw new ArgumentException($"Row {row} has a label that is not one of {string.Join(", ", labels)}.", nameof(truth));
    }

    /// <summary>The number of the largest value; of equal ones the first.</summary>
    public static int IndexOfLargest(this IReadOnlyList<double> values)
    {
        var largest = 0;
        for (var i = 1; i < values.Count; i++)
        {
            largest = values[i] > values[largest] ? i : largest;
        }

        return largest;
    }
}
