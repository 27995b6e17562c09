namespace MedQa.Library.Retrieval;

/// <summary>
/// Merges rankings by rank alone, so that scores of different kinds need no common scale: score(d) = Σ 1 / (k + rank(d)) over the rankings
/// that hold d, ranks from 1 on (Cormack, Clarke and Büttcher, 2009, "Reciprocal rank fusion outperforms Condorcet and individual rank
/// learning methods", SIGIR).
/// </summary>
public static class ReciprocalRankFusion
{
    /// <summary>The paper's k.</summary>
    public const int DefaultK = 60;

    /// <summary>Merges rankings.</summary>
    /// <param name="rankings">Each with its best first and nothing twice.</param>
    /// <param name="k">How little the first ranks stand out.</param>
    /// <returns>The best first; of equal scores the lower id.</returns>
    public static IReadOnlyList<(long Id, double Score)> Merge(IEnumerable<IEnumerable<long>> rankings, int k = DefaultK)
    {
        ArgumentNullException.ThrowIfNull(rankings);
        var scores = new Dictionary<long, double>();
        foreach (var ranking in rankings)
        {
            var rank = 0;
            foreach (var id in ranking)
            {
                scores[id] = scores.GetValueOrDefault(id) + (1.0 / (k + ++rank));
            }
        }

        return [.. scores.Select(s => (s.Key, s.Value)).OrderByDescending(s => s.Value).ThenBy(s => s.Key)];
    }
}
