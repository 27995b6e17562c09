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
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static Interval Mean(IReadOnlyList<double> values, int seed, int resamples = DefaultResamples, CancellationToken cancellationToken = default) =>
        Of(values.Count, rows => MeanOf(values, rows), seed, resamples, cancellationToken);

    /// <summary>A figure of decisions (accuracy, macro-F1), with its interval.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static Interval Decisions(
        DecidedRows rows, Func<ConfusionMatrix, double> figure, int seed, int resamples = DefaultResamples, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(figure);
        return Of(rows.Count, drawn => figure(rows.Confusion(drawn)), seed, resamples, cancellationToken);
    }

    /// <summary>Any figure of a set of rows, with its interval.</summary>
    /// <param name="count">How many rows there are.</param>
    /// <param name="figure">The figure of the rows of these indices; a row may come more than once.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <param name="resamples">How often to draw.</param>
    /// <param name="cancellationToken">Looked at before each draw.</param>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static Interval Of(
        int count, Func<int[], double> figure, int seed, int resamples = DefaultResamples, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(figure);
        var figures = new List<double>();
        foreach (var rows in Draws(count, seed, resamples, cancellationToken))
        {
            figures.Add(figure(rows));
        }

        return Middle(figure([.. Enumerable.Range(0, count)]), [.. figures]);
    }

    /// <summary>Draws rows, as many as there are, with replacement. One array is given again and again.</summary>
    internal static IEnumerable<int[]> Draws(int count, int seed, int resamples, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 1);
        return Draw();

        IEnumerable<int[]> Draw()
        {
            var random = new Random(seed);
            var rows = new int[count];
            for (var draw = 0; draw < resamples; draw++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                for (var i = 0; i < count; i++)
                {
                    rows[i] = random.Next(count);
                }

                yield return rows;
            }
        }
    }

    /// <summary>The middle 95% of the drawn figures.</summary>
    internal static Interval Middle(double value, double[] figures)
    {
        Array.Sort(figures);
        return new(value, Percentile(figures, 0.025), Percentile(figures, 0.975));
    }

    /// <summary>The mean of some rows' figures; 0 without rows.</summary>
    internal static double MeanOf(IReadOnlyList<double> values, int[] rows)
    {
        var sum = 0.0;
        foreach (var row in rows)
        {
            sum += values[row];
        }

        return rows.Length == 0 ? 0 : sum / rows.Length;
    }

    // Linear between the two nearest ranks, as numpy's default.
    private static double Percentile(double[] sorted, double fraction)
    {
        var place = fraction * (sorted.Length - 1);
        var below = (int)place;
        return below + 1 == sorted.Length ? sorted[below] : sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below]));
    }
}
