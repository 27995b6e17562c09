using MedQa.Library.Grounding;

namespace MedQa.Trainer.Grounded.Relevance;

/// <summary>A question to fit relevance on.</summary>
/// <param name="Id">The question's id.</param>
/// <param name="Answerable">Whether a page answers it.</param>
/// <param name="Group">Its group, for people.</param>
/// <param name="Features">What was found for it, as numbers.</param>
/// <param name="Read">Whether it would be answered if it were held for relevant: the model does not decline it and something is supported. True where that is not known.</param>
internal sealed record RelevanceRow(string Id, bool Answerable, string Group, RelevanceFeatures Features, bool Read = true)
{
    /// <summary>The features' names, with the encoder's where there is one.</summary>
    public static IReadOnlyList<string> Names(bool meaning) => meaning ? [.. RelevanceFeatures.Names, RelevanceFeatures.CosineName] : RelevanceFeatures.Names;

    /// <summary>The features' values, in the names' order.</summary>
    public double[] Values(bool meaning) => meaning ? [.. Features.Values, Features.Cosine ?? 0] : [.. Features.Values];
}
