using System.Text.Json;

namespace MedQa.Library.Grounding;

/// <summary>Turns features into a relevance of 0 to 1. One set of weights serves words alone, another words and meaning.</summary>
/// <param name="Version">Rises with every set of weights.</param>
/// <param name="FittedOn">What the weights come from, for people.</param>
/// <param name="Words">For searches by words alone.</param>
/// <param name="Meaning">For searches with an encoder; null to use <paramref name="Words"/> there too.</param>
public sealed record RelevanceModel(int Version, string FittedOn, RelevanceWeights Words, RelevanceWeights? Meaning = null)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    /// <summary>The weights that come with the library.</summary>
    public static RelevanceModel Default { get; } = Embedded();

    /// <summary>Reads weights.</summary>
    /// <param name="json">What <see cref="Write"/> wrote.</param>
    /// <param name="name">Names the file in messages.</param>
    /// <exception cref="InvalidDataException">They are no weights, or do not fit <see cref="RelevanceFeatures"/>.</exception>
    public static RelevanceModel Read(Stream json, string name)
    {
        try
        {
            var model = JsonSerializer.Deserialize<RelevanceModel>(json, Json) ?? throw new InvalidDataException($"{name} holds no weights.");
            Check(model.Words, name);
            if (model.Meaning is { } meaning)
            {
                Check(meaning, name);
            }

            return model;
        }
        catch (JsonException broken)
        {
            throw new InvalidDataException($"{name} holds no weights: {broken.Message}", broken);
        }
    }

    /// <summary>Writes the weights as indented JSON.</summary>
    public void Write(Stream json) => JsonSerializer.Serialize(json, this, Json);

    /// <summary>The weights that features of this kind are scored with.</summary>
    public RelevanceWeights For(RelevanceFeatures features)
    {
        ArgumentNullException.ThrowIfNull(features);
        return features.Cosine is null ? Words : Meaning ?? Words;
    }

    private static RelevanceModel Embedded()
    {
        using var stream = typeof(RelevanceModel).Assembly.GetManifestResourceStream("relevance.json") ?? throw new InvalidOperationException("The resource relevance.json is missing.");
        return Read(stream, "relevance.json");
    }

    private static void Check(RelevanceWeights weights, string name)
    {
        if (!double.IsFinite(weights.Bias) || weights.Threshold is not (>= 0 and <= 1))
        {
            throw new InvalidDataException($"{name}: the bias must be finite and the threshold from 0 to 1, but they are {weights.Bias} and {weights.Threshold}.");
        }

        foreach (var (feature, weight) in weights.Features)
        {
            if (!RelevanceFeatures.Names.Contains(feature) && feature != RelevanceFeatures.CosineName)
            {
                throw new InvalidDataException($"{name}: there is no feature {feature}; there are {string.Join(", ", RelevanceFeatures.Names)} and {RelevanceFeatures.CosineName}.");
            }

            if (!double.IsFinite(weight.Mean) || !double.IsFinite(weight.Weight) || !double.IsFinite(weight.Scale) || weight.Scale <= 0)
            {
                throw new InvalidDataException($"{name}: {feature} needs finite numbers and a scale above 0, but has mean {weight.Mean}, scale {weight.Scale} and weight {weight.Weight}.");
            }
        }
    }
}
