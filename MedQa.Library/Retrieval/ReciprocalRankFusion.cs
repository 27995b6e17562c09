namespace MedQa.Library.Retrieval;

/// <summary>
/// Merges rankings by rank alone, so that scores of different kinds need no common scale: score(d) = Σ w / (k + rank(d)) over the rankings
/// that hold d, ranks from 1 on, each ranking's weight w (Cormack, Clarke and Büttcher, 2009, "Reciprocal rank fusion outperforms Condorcet and
/// individual rank learning methods", SIGIR, where every w is 1).
/// </summary>
public static class ReciprocalRankFusion
{
    /// <summary>The paper's k.</summary>
    public const int DefaultK = 60;

    /// <summary>Merges rankings.</summary>
    /// <param name="rankings">Each with its weight, above 0; its best first and nothing twice.</param>
    /// <param name="k">How little the first ranks stand out.</param>
    /// <returns>The best first; of equal scores the lower id.</returns>
    public static IReadOnlyList<(long Id, double Score)> Merge(IEnumerable<(double Weight, IEnumerable<long> Ids)> rankings, int k = DefaultK)
    {
        ArgumentNullException.ThrowIfNull(rankings);
        var scores = new Dictionary<long, double>();
        foreach (var (weight, ids) in rankings)
        {
            var rank = 0;
            foreach (var id in ids)
            {
                scores[id] = scores.GetValueOrDefault(id) + (weight / (k + ++rank));
            }
        }

        return [.. scores.Select(s => (s.Key, s.Value)).OrderByDescending(s => s.Value).ThenBy(s => s.Key)];
    }
}
