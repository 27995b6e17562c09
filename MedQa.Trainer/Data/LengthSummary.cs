namespace MedQa.Trainer.Data;

/// <summary>How long the texts of a data set are.</summary>
/// <param name="Median">Half are at most this long.</param>
/// <param name="P95">95 in 100 are at most this long.</param>
/// <param name="Longest">The longest.</param>
public sealed record LengthSummary(int Median, int P95, int Longest)
{
    /// <summary>Nearest-rank percentiles.</summary>
    public static LengthSummary Of(IEnumerable<int> lengths)
    {
        var sorted = lengths.Order().ToList();
        return sorted.Count == 0 ? new(0, 0, 0) : new(At(sorted, 50), At(sorted, 95), sorted[^1]);
    }

    private static int At(List<int> sorted, int percent) => sorted[Math.Max(0, (int)Math.Ceiling(percent / 100.0 * sorted.Count) - 1)];
}
