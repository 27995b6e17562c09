namespace MedQa.Trainer.Grounded.Relevance;

/// <summary>What thresholds give: the higher, the more is declined, rightly and wrongly.</summary>
internal sealed class RelevanceCurve
{
    private readonly RelevanceRow[] _rows;
    private readonly double[] _scores;

    /// <param name="rows">The questions; at least one of each kind.</param>
    /// <param name="scores">Each one's score.</param>
    public RelevanceCurve(IReadOnlyList<RelevanceRow> rows, IReadOnlyList<double> scores)
    {
        (_rows, _scores) = ([.. rows], [.. scores]);
    }

    /// <summary>What one threshold gives.</summary>
    public RelevancePoint At(double threshold) => new(
        threshold,
        Share(answerable: true, i => IsAnswered(i, threshold)),
        Share(answerable: false, i => !IsAnswered(i, threshold)));

    /// <summary>What one threshold gives each group, in the questions' order: its answered questions, and how many it has.</summary>
    public IReadOnlyList<(string Group, bool Answerable, int Answered, int Count)> Groups(double threshold) =>
    [
        .. _rows.Index().GroupBy(r => (r.Item.Group, r.Item.Answerable)).Select(g => (g.Key.Group, g.Key.Answerable, g.Count(r => IsAnswered(r.Index, threshold)), g.Count())),
    ];

    /// <summary>Thresholds from 0 to 1 in equal steps.</summary>
    public IReadOnlyList<RelevancePoint> Points(int steps) => [.. Enumerable.Range(0, steps + 1).Select(i => At(i / (double)steps))];

    /// <summary>
    /// Of the thresholds that decline enough the one that answers most; among equals the one that declines most, in the middle between the
    /// two scores that it parts.
    /// </summary>
    /// <param name="wish">Share of the unanswerable questions to decline, 0 to 1.</param>
    public RelevancePoint Choose(double wish)
    {
        double[] borders = [0, .. _scores.Distinct().Order(), 1];
        return borders.Zip(borders.Skip(1), (below, above) => At(Math.Round((below + above) / 2, 4))).Append(At(1))
            .Where(p => p.Declined >= wish).OrderByDescending(p => p.Answered).ThenByDescending(p => p.Declined).ThenBy(p => p.Threshold)
            .DefaultIfEmpty(At(1)).First();
    }

    private bool IsAnswered(int i, double threshold) => _rows[i].Read && _scores[i] >= threshold;

    private double Share(bool answerable, Func<int, bool> holds)
    {
        int[] of = [.. Enumerable.Range(0, _rows.Length).Where(i => _rows[i].Answerable == answerable)];
        return of.Count(holds) / (double)of.Length;
    }
}
