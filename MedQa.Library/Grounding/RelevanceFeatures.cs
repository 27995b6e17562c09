namespace MedQa.Library.Grounding;

/// <summary>
/// How far the passages found for a question hold it, as numbers of 0 to 1. A word's weight is its idf in the library,
/// ln(1 + (N − n + ½) / (n + ½)) for n of N passages that hold it or what stands for it; words that frame a question count less.
/// </summary>
public sealed record RelevanceFeatures
{
    /// <summary>The names of the features that words give, in the order of <see cref="Values"/>.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "bestCoverage", "contextCoverage", "sentenceCoverage", "titleCoverage", "rarestHeld", "unknownShare", "largestMissing", "figureMissing", "gap", "length", "givesOrders",
    ];

    /// <summary>The name of the feature that an encoder gives.</summary>
    public const string CosineName = "cosine";

    /// <summary>Weighted share of the question's words that the best passage holds, title and headings included.</summary>
    public double BestCoverage { get; init; }

    /// <summary>Weighted share that the two best passages hold together.</summary>
    public double ContextCoverage { get; init; }

    /// <summary>Weighted share that one sentence holds, with the title and headings above it; of the best few passages the largest.</summary>
    public double SentenceCoverage { get; init; }

    /// <summary>Weighted share that the best passage's title and headings hold.</summary>
    public double TitleCoverage { get; init; }

    /// <summary>Share of the question's two words of the largest weight that the best passage holds.</summary>
    public double RarestHeld { get; init; }

    /// <summary>Weighted share of the question's words that stand nowhere in the library.</summary>
    public double UnknownShare { get; init; }

    /// <summary>The largest weight of a word that none of the best few passages holds, against that of a word that stands nowhere.</summary>
    public double LargestMissing { get; init; }

    /// <summary>
    /// Where the question asks for a figure ("how many", "how long"): 1 less the weighted share of its words that a sentence with such a
    /// figure holds. Else 0.
    /// </summary>
    public double FigureMissing { get; init; }

    /// <summary>How far the best document stands above the next one, against its own score.</summary>
    public double Gap { get; init; }

    /// <summary>The number of the question's words, of ten; a long question leaves more of them unheld.</summary>
    public double Length { get; init; }

    /// <summary>Whether the question gives the answering system orders instead of asking: 1 or 0.</summary>
    public double GivesOrders { get; init; }

    /// <summary>The best cosine with the question; null without an encoder.</summary>
    public double? Cosine { get; init; }

    /// <summary>The features that words give, in the order of <see cref="Names"/>.</summary>
    public IReadOnlyList<double> Values =>
        [BestCoverage, ContextCoverage, SentenceCoverage, TitleCoverage, RarestHeld, UnknownShare, LargestMissing, FigureMissing, Gap, Length, GivesOrders];
}
