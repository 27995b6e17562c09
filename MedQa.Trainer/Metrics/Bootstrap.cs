namespace MedQa.Trainer.Metrics;

/// <summary>
/// The percentile bootstrap (Efron, 1979): rows are drawn with replacement, as many as there are, and the figure computed anew,
/// many times; the middle 95% of the figures is the interval. The same seed gives the same interval.
/// </summary>
public static class Bootstrap
{
    /// <summary>How often rows are drawn, where nothing else is asked for.</summary>
    public const int DefaultResamples = 1000;

    /// <summary>The mean of per-row figures, with its interval.</summary>
    public static Interval Mean(IReadOnlyList<double> values, int seed, int resamples = DefaultResamples) =>
        Of(values.Count, rows => values.Count == 0 ? 0 : rows.Sum(i => values[i]) / values.Count, seed, resamples);

    /// <summary>Any figure of a set of rows, with its interval.</summary>
    /// <param name="count">How many rows there are.</param>
    /// <param name="figure">The figure of the rows of these indices; a row may come more than once.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <param name="resamples">How often to draw.</param>
    public static Interval Of(int count, Func<int[], double> figure, int seed, int resamples = DefaultResamples)
    {
        ArgumentNullException.ThrowIfNull(figure);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 1);
        var rows = Enumerable.Range(0, count).ToArray();
        var value = figure(rows);
        var random = new Random(seed);
        var figures = new double[resamples];
        for (var r = 0; r < resamples; r++)
        {
            for (var i = 0; i < count; i++)
            {
                rows[i] = random.Next(count);
            }

            figures[r] = figure(rows);
        }

        Array.Sort(figures);
        return new(value, Percentile(figures, 0.025), Percentile(figures, 0.975));
    }

    // Linear between the two nearest ranks, as numpy's default.
    private static double Percentile(double[] sorted, double fraction)
    {
        var place = fraction * (sorted.Length - 1);
        var below = (int)place;
        return below + 1 == sorted.Length ? sorted[below] : sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below]));
    }
}
