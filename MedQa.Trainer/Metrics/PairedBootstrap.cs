namespace MedQa.Trainer.Metrics;

/// <summary>
/// The paired bootstrap: both models' figures are computed on the same drawn rows, so that what makes a row hard for both drops
/// out of their difference d.
/// </summary>
/// <remarks>
/// The interval is the middle 95% of the drawn differences d* (Koehn, 2004, "Statistical significance tests for machine translation
/// evaluation"). The test moves them so that their centre is no difference (Efron and Tibshirani, 1993, chapter 16; Berg-Kirkpatrick
/// et al., 2012) and counts the draws at least as far from it as what was seen:
/// <c>p = (1 + #{|d* - d| ≥ |d|}) / (1 + draws)</c>. One is added for the rows as they are, so that p is never 0 (Davison and
/// Hinkley, 1997, section 4.2). The same seed gives the same result.
/// </remarks>
public static class PairedBootstrap
{
    // Sums of the same numbers in another order differ in their last bits; such a draw counts as equally far.
    private const double Slack = 1e-12;

    /// <summary>The difference of the means of per-row figures.</summary>
    /// <param name="baseline">The baseline's figure of each row.</param>
    /// <param name="fineTuned">The fine-tuned model's, of the same rows.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <param name="resamples">How often to draw.</param>
    /// <param name="cancellationToken">Looked at before each draw.</param>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static PairedDifference Means(
        IReadOnlyList<double> baseline,
        IReadOnlyList<double> fineTuned,
        int seed,
        int resamples = Bootstrap.DefaultResamples,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(fineTuned);
        if (baseline.Count != fineTuned.Count)
        {
            throw new ArgumentException($"{baseline.Count} figures of the baseline and {fineTuned.Count} of the fine-tuned model don't pair up.", nameof(fineTuned));
        }

        double[] differences = [.. fineTuned.Zip(baseline, (after, before) => after - before)];
        return Of(differences.Length, rows => Bootstrap.MeanOf(differences, rows), seed, resamples, cancellationToken);
    }

    /// <summary>The difference of a figure of decisions (accuracy, macro-F1).</summary>
    /// <exception cref="ArgumentException">The two are not decisions on the same rows.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static PairedDifference Decisions(
        DecidedRows baseline,
        DecidedRows fineTuned,
        Func<ConfusionMatrix, double> figure,
        int seed,
        int resamples = Bootstrap.DefaultResamples,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(fineTuned);
        ArgumentNullException.ThrowIfNull(figure);
        baseline.RequireSameTruth(fineTuned);
        return Of(baseline.Count, rows => figure(fineTuned.Confusion(rows)) - figure(baseline.Confusion(rows)), seed, resamples, cancellationToken);
    }

    /// <summary>The difference of any figure of rows.</summary>
    /// <param name="count">How many rows there are.</param>
    /// <param name="difference">The difference on the rows of these indices; a row may come more than once.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <param name="resamples">How often to draw.</param>
    /// <param name="cancellationToken">Looked at before each draw.</param>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static PairedDifference Of(
        int count, Func<int[], double> difference, int seed, int resamples = Bootstrap.DefaultResamples, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(difference);
        var seen = difference([.. Enumerable.Range(0, count)]);
        var drawn = new List<double>();
        foreach (var rows in Bootstrap.Draws(count, seed, resamples, cancellationToken))
        {
            drawn.Add(difference(rows));
        }

        var asFar = drawn.Count(d => Math.Abs(d - seen) >= Math.Abs(seen) - Slack);
        var interval = Bootstrap.Middle(seen, [.. drawn]);
        return new(seen, interval.Low, interval.High, (1.0 + asFar) / (1 + resamples), resamples);
    }
}
