namespace MedQa.Library.Grounding;

/// <summary>
/// What of a question the passages found for it hold, as numbers of 0 to 1. A word's weight is its idf, ln(1 + (N − n + ½) / (n + ½)), for n of N
/// passages holding it or what stands for it; words that frame a question count less.
/// </summary>
public sealed record RelevanceFeatures
{
    /// <summary>The names of the features that words give, in the order of <see cref="Values"/>.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["bestCoverage", "contextCoverage", "sentenceCoverage", "titleCoverage", "titleMatch", "rarestHeld", "unknownShare", "scoreShare", "gap"];

    /// <summary>The name of the feature that an encoder gives.</summary>
    public const string CosineName = "cosine";

    /// <summary>Weighted share of the question's words that the best passage holds, title and headings included.</summary>
    public double BestCoverage { get; init; }

    /// <summary>Weighted share that the best few passages hold together.</summary>
    public double ContextCoverage { get; init; }

    /// <summary>Weighted share that one sentence holds, with the title and headings above it; of the best few passages the largest.</summary>
    public double SentenceCoverage { get; init; }

    /// <summary>Weighted share that the best passage's title and headings hold.</summary>
    public double TitleCoverage { get; init; }

    /// <summary>Share of the best passage's title words that the question holds.</summary>
    public double TitleMatch { get; init; }

    /// <summary>Whether the best passage holds the question's rarest word: 1 or 0.</summary>
    public double RarestHeld { get; init; }

    /// <summary>Weighted share of the question's words that occur nowhere in the library.</summary>
    public double UnknownShare { get; init; }

    /// <summary>The best BM25 score against what a passage that is all about the question's words would reach.</summary>
    public double ScoreShare { get; init; }

    /// <summary>How far the best document's score is above the next one's, against its own.</summary>
    public double Gap { get; init; }

    /// <summary>The best cosine with the question; null without an encoder.</summary>
    public double? Cosine { get; init; }

    /// <summary>The features that words give, in the order of <see cref="Names"/>.</summary>
    public IReadOnlyList<double> Values => [BestCoverage, ContextCoverage, SentenceCoverage, TitleCoverage, TitleMatch, RarestHeld, UnknownShare, ScoreShare, Gap];
}
