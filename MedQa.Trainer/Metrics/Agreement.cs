namespace MedQa.Trainer.Metrics;

/// <summary>How far two ways of deciding agree on the same rows. No decision (an answer that could not be parsed) is a decision of its own kind here.</summary>
/// <param name="Count">Rows compared.</param>
/// <param name="Undecided">Rows that at least one of the two did not decide.</param>
/// <param name="Share">p₀: the part of the rows on which both say the same; 0 without rows.</param>
/// <param name="Kappa">
/// Cohen's kappa, <c>(p₀ - pₑ) / (1 - pₑ)</c>, with pₑ the agreement by chance of two that decide as often for each label (Cohen, 1960);
/// null where it is not defined: without rows, or where both say one and the same on all.
/// </param>
public sealed record Agreement(int Count, int Undecided, double Share, double? Kappa)
{
    /// <summary>Compares two ways of deciding.</summary>
    /// <param name="first">Each row's decision; null for none.</param>
    /// <param name="second">The other's, of the same rows.</param>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    public static Agreement Of(IReadOnlyList<string?> first, IReadOnlyList<string?> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Count != second.Count)
        {
            throw new ArgumentException($"{first.Count} decisions and {second.Count} don't pair up.", nameof(second));
        }

        if (first.Count == 0)
        {
            return new(0, 0, 0, null);
        }

        var pairs = first.Zip(second).ToList();
        var same = pairs.Count(p => p.First == p.Second);
        var sames = first.Distinct().Sum(label => (long)first.Count(d => d == label) * second.Count(d => d == label));
        var squared = (long)first.Count * first.Count;
        double? kappa = sames == squared ? null : (((double)same / first.Count) - ((double)sames / squared)) / (1 - ((double)sames / squared));
        return new(first.Count, pairs.Count(p => p.First is null || p.Second is null), (double)same / first.Count, kappa);
    }
}
