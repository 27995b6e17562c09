namespace MedQa.Library.Grounding;

/// <summary>A logistic regression: 1 / (1 + exp(−(bias + Σ weight · (value − mean) / scale))).</summary>
/// <param name="Bias">What is added.</param>
/// <param name="Threshold">From which score on passages are relevant, 0 to 1.</param>
/// <param name="Features">By the features' names; a feature that is not here does not count.</param>
public sealed record RelevanceWeights(double Bias, double Threshold, IReadOnlyDictionary<string, RelevanceWeight> Features)
{
    /// <summary>The score of features.</summary>
    public double Score(RelevanceFeatures features)
    {
        ArgumentNullException.ThrowIfNull(features);
        var sum = Bias;
        foreach (var (name, value) in RelevanceFeatures.Names.Zip(features.Values).Append((RelevanceFeatures.CosineName, features.Cosine ?? 0)))
        {
            if (Features.TryGetValue(name, out var weight))
            {
                sum += weight.Weight * (value - weight.Mean) / weight.Scale;
            }
        }

        return 1 / (1 + Math.Exp(-sum));
    }
}
