namespace MedQa.Trainer.Metrics;

/// <summary>The complementary error function, <c>erfc(x) = 2/√π · ∫ₓ^∞ exp(-t²) dt</c>, to about 1e-14 of its value.</summary>
internal static class ErrorFunction
{
    private const double SeriesUpTo = 1;
    private const double Precision = 1e-17;

    // Far more than either needs: the fraction's error at 1 is about exp(-2√(2 · 500)).
    private const int MostTerms = 500;

    /// <summary>erfc(x) for x ≥ 0.</summary>
    public static double Complement(double x)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(x);
        return x < SeriesUpTo ? 1 - Series(x) : Fraction(x);
    }

    // Abramowitz and Stegun 7.1.6: erf(x) = 2/√π · exp(-x²) · Σ 2ⁿ x²ⁿ⁺¹ / (1 · 3 ⋯ (2n + 1)); every term is positive.
    private static double Series(double x)
    {
        var (term, sum) = (x, x);
        for (var n = 1; n < MostTerms && term > Precision * sum; n++)
        {
            term *= 2 * x * x / ((2 * n) + 1);
            sum += term;
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }

    // Abramowitz and Stegun 7.1.14: erfc(x) = exp(-x²)/√π · 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + …)))), from the innermost term out.
    private static double Fraction(double x)
    {
        var value = x;
        for (var n = MostTerms; n >= 1; n--)
        {
            value = x + (n / 2.0 / value);
        }

        return Math.Exp(-x * x) / (Math.Sqrt(Math.PI) * value);
    }
}
