namespace MedQa.Trainer.Metrics;

/// <summary>
/// What each token weighs in BERTScore's means: 1, or with idf log((N + 1) / (n + 1)), n being how many of the N references hold the
/// token; the two special tokens weigh 0, so that they count for nothing but may be a match.
/// </summary>
internal sealed class BertScoreWeights
{
    private readonly Dictionary<int, double> _weights = [];
    private readonly double _otherwise;

    /// <param name="begin">The special token before a text.</param>
    /// <param name="end">The special token after it.</param>
    /// <param name="references">The references' ids, as often as they come, for idf; null for equal weights.</param>
    public BertScoreWeights(int begin, int end, IReadOnlyCollection<int[]>? references)
    {
        _otherwise = references is null ? 1 : Math.Log(references.Count + 1.0);
        foreach (var group in references?.SelectMany(ids => ids.Distinct()).GroupBy(id => id) ?? [])
        {
            _weights.Add(group.Key, Math.Log((references!.Count + 1.0) / (group.Count() + 1)));
        }

        _weights[begin] = 0;
        _weights[end] = 0;
    }

    /// <summary>The tokens' weights.</summary>
    public double[] Of(int[] ids) => [.. ids.Select(id => _weights.GetValueOrDefault(id, _otherwise))];
}
