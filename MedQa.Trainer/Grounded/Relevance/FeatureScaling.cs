using MedQa.Library.Grounding;

namespace MedQa.Trainer.Grounded.Relevance;

/// <summary>Means and standard deviations of features over the rows that are fitted on. A feature that never changes is left out.</summary>
internal sealed class FeatureScaling
{
    private const double Least = 1e-6;

    private readonly string[] _names;
    private readonly int[] _places;
    private readonly double[] _means;
    private readonly double[] _scales;

    public FeatureScaling(IReadOnlyList<string> names, IReadOnlyList<double[]> rows)
    {
        double[] means = [.. names.Select((_, i) => rows.Average(r => r[i]))];
        double[] scales = [.. names.Select((_, i) => Math.Sqrt(rows.Average(r => (r[i] - means[i]) * (r[i] - means[i]))))];
        _places = [.. Enumerable.Range(0, names.Count).Where(i => scales[i] > Least)];
        _names = [.. _places.Select(i => names[i])];
        (_means, _scales) = ([.. _places.Select(i => means[i])], [.. _places.Select(i => scales[i])]);
    }

    /// <summary>A row's features, scaled.</summary>
    public double[] Of(double[] row) => [.. _places.Select((place, i) => (row[place] - _means[i]) / _scales[i])];

    /// <summary>The weights as the library reads them.</summary>
    /// <param name="fitted">The bias, then a weight for each scaled feature.</param>
    /// <param name="threshold">From which score on passages are relevant.</param>
    public RelevanceWeights Weights(double[] fitted, double threshold) => new(Rounded(fitted[0]), threshold, new OrderedDictionary<string, RelevanceWeight>(
        _names.Select((name, i) => KeyValuePair.Create(name, new RelevanceWeight(Rounded(_means[i]), Math.Max(Least, Rounded(_scales[i])), Rounded(fitted[i + 1]))))));

    private static double Rounded(double value) => Math.Round(value, 6);
}
