namespace MedQa.Trainer.Metrics;

/// <summary>
/// McNemar's test (McNemar, 1947) of two models' decisions on the same rows: only rows that one decides right and the other wrong say
/// which is better. Where neither is, such a row goes either way like a fair coin.
/// </summary>
/// <param name="OnlyBaseline">b: rows that the baseline alone decides right.</param>
/// <param name="OnlyFineTuned">c: rows that the fine-tuned model alone decides right.</param>
/// <param name="ExactP">
/// The exact two-sided probability, <c>min(1, 2 · P(X ≤ min(b, c)))</c> with X binomial of b + c throws and one half; 1 without such rows.
/// </param>
/// <param name="ChiSquare">
/// <c>max(0, |b - c| - 1)² / (b + c)</c>: the approximation for many rows with Edwards' continuity correction (1948); 0 without such rows.
/// </param>
/// <param name="ChiSquareP">Its probability under the chi-square distribution with one degree of freedom.</param>
public sealed record McNemarTest(int OnlyBaseline, int OnlyFineTuned, double ExactP, double ChiSquare, double ChiSquareP)
{
    /// <summary>Compares two models.</summary>
    /// <param name="baseline">Which rows the baseline decides right.</param>
    /// <param name="fineTuned">Which the fine-tuned model does, of the same rows.</param>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    public static McNemarTest Of(IReadOnlyList<bool> baseline, IReadOnlyList<bool> fineTuned)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(fineTuned);
        if (baseline.Count != fineTuned.Count)
        {
            throw new ArgumentException($"{baseline.Count} rows of the baseline and {fineTuned.Count} of the fine-tuned model don't pair up.", nameof(fineTuned));
        }

        var pairs = baseline.Zip(fineTuned).ToList();
        return Of(pairs.Count(p => p is (true, false)), pairs.Count(p => p is (false, true)));
    }

    /// <summary>Compares two models' decisions.</summary>
    /// <exception cref="ArgumentException">The two are not decisions on the same rows.</exception>
    public static McNemarTest Of(DecidedRows baseline, DecidedRows fineTuned)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(fineTuned);
        baseline.RequireSameTruth(fineTuned);
        var rows = Enumerable.Range(0, baseline.Count);
        return Of([.. rows.Select(baseline.IsRight)], [.. rows.Select(fineTuned.IsRight)]);
    }

    /// <summary>The test of these counts.</summary>
    public static McNemarTest Of(int onlyBaseline, int onlyFineTuned)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(onlyBaseline);
        ArgumentOutOfRangeException.ThrowIfNegative(onlyFineTuned);
        var throws = onlyBaseline + onlyFineTuned;
        if (throws == 0)
        {
            return new(0, 0, 1, 0, 1);
        }

        var corrected = Math.Max(0, Math.Abs(onlyBaseline - onlyFineTuned) - 1);
        var chiSquare = (double)corrected * corrected / throws;
        var exact = Math.Min(1, 2 * LowerTail(Math.Min(onlyBaseline, onlyFineTuned), throws));
        return new(onlyBaseline, onlyFineTuned, exact, chiSquare, ErrorFunction.Complement(Math.Sqrt(chiSquare / 2)));
    }

    // P(X ≤ most) = Σ C(n, k) / 2ⁿ. The largest term through logarithms, the smaller ones from it: C(n, k - 1) = C(n, k) · k / (n - k + 1).
    private static double LowerTail(int most, int throws)
    {
        var logarithm = -throws * Math.Log(2);
        for (var k = 1; k <= most; k++)
        {
            logarithm += Math.Log((double)(throws - k + 1) / k);
        }

        var (term, sum) = (1.0, 0.0);
        for (var k = most; k >= 0 && term > 0; k--)
        {
            sum += term;
            term *= (double)k / (throws - k + 1);
        }

        return Math.Exp(logarithm) * sum;
    }
}
