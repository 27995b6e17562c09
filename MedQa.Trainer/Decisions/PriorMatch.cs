namespace MedQa.Trainer.Decisions;

/// <summary>
/// Offsets with which each label is decided for as often as it is right on the rows: in turn, each label's offset is put where exactly
/// so many rows pass it (the auction of a transport problem: rows go to labels of a given capacity, Bertsekas, 1988).
/// </summary>
internal static class PriorMatch
{
    private const int MostRounds = 200;
    private const double Unmoved = 1e-12;

    // How far from the outermost row an offset goes that all rows or none pass, in nats.
    private const double Margin = 1;

    /// <returns>One offset a label, the first 0. Where rows have equal scores the counts may miss by so many.</returns>
    public static double[] Fit(ScoredRows rows, int[] supports)
    {
        var offsets = new double[supports.Length];
        var thresholds = new double[rows.Count];
        for (var round = 0; round < MostRounds; round++)
        {
            var moved = 0.0;
            for (var label = 1; label < offsets.Length; label++)
            {
                Thresholds(rows, offsets, label, thresholds);
                var offset = Between(thresholds, supports[label]);
                moved = Math.Max(moved, Math.Abs(offset - offsets[label]));
                offsets[label] = offset;
            }

            if (moved <= Unmoved)
            {
                break;
            }
        }

        return offsets;
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
