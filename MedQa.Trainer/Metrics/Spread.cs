namespace MedQa.Trainer.Metrics;

/// <summary>How a figure of several runs, seeds or folds for one, spreads.</summary>
/// <param name="Mean">Their mean.</param>
/// <param name="StandardDeviation">Of the sample, <c>sqrt(Σ(x - mean)² / (n - 1))</c>; null for a single figure.</param>
/// <param name="Lowest">The lowest.</param>
/// <param name="Highest">The highest.</param>
public sealed record Spread(double Mean, double? StandardDeviation, double Lowest, double Highest)
{
    /// <summary>The spread of one figure or more.</summary>
    public static Spread Of(IReadOnlyList<double> values)
    {
        ArgumentOutOfRangeException.ThrowIfZero(values.Count);
        var mean = values.Average();
        double? deviation = values.Count == 1 ? null : Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1));
        return new Spread(mean, deviation, values.Min(), values.Max());
    }
}
