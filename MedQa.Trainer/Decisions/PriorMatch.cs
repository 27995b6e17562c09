namespace MedQa.Trainer.Decisions;

/// <summary>
/// Offsets with which each label is decided for as often as it is right on the rows: in turn, each label's offset is put where exactly
/// so many rows pass it (the auction of a transport problem: rows go to labels of a given capacity, Bertsekas, 1988).
/// </summary>
internal static class PriorMatch
{
    private const int MostRounds = 1000;

    // How far from the outermost row an offset goes that all rows or none pass, in nats.
    private const double Margin = 1;

    /// <returns>
    /// One offset a label, the first 0, each in the middle of where it may be. Where rows have equal scores the counts may miss by so many.
    /// </returns>
    public static double[] Fit(ScoredRows rows, int[] supports)
    {
        var offsets = new double[supports.Length];
        var thresholds = new double[rows.Count];
        var moved = true;
        for (var round = 0; moved && round < MostRounds; round++)
        {
            moved = false;
            for (var label = 0; label < offsets.Length; label++)
            {
                Thresholds(rows, offsets, label, thresholds);
                if (thresholds.Count(t => t < offsets[label]) != supports[label])
                {
                    offsets[label] = Between(thresholds, supports[label]);
                    moved = true;
                }
            }
        }

        // Every label has its count: within its stretch an offset changes no decision.
        for (var label = 0; label < offsets.Length; label++)
        {
            Thresholds(rows, offsets, label, thresholds);
            offsets[label] = Between(thresholds, supports[label]);
        }

        return [.. offsets.Select(o => o - offsets[0])];
    }

    private static void Thresholds(ScoredRows rows, double[] offsets, int label, double[] thresholds)
    {
        for (var row = 0; row < rows.Count; row++)
        {
            var scores = rows.Scores(row);
            var largest = double.NegativeInfinity;
            for (var other = 0; other < offsets.Length; other++)
            {
                largest = other == label ? largest : Math.Max(largest, scores[other] + offsets[other]);
            }

            thresholds[row] = largest - scores[label];
        }

        Array.Sort(thresholds);
    }

    // An offset that so many thresholds lie below.
    private static double Between(double[] sorted, int below) => below == 0 ? sorted[0] - Margin
        : below == sorted.Length ? sorted[^1] + Margin
        : (sorted[below - 1] + sorted[below]) / 2;
}
