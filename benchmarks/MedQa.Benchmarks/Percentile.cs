namespace MedQa.Benchmarks;

/// <summary>A share of measurements is at most this.</summary>
internal static class Percentile
{
    /// <summary>The nearest rank: the least value that at least the share reaches.</summary>
    /// <param name="values">At least one.</param>
    /// <param name="share">Above 0, at most 1.</param>
    public static double Of(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
    }
}
