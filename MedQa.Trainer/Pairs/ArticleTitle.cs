using System.Text.RegularExpressions;

namespace MedQa.Trainer.Pairs;

/// <summary>A title made ready for a question: in running text's capitals, without registration and subtitle.</summary>
internal static partial class ArticleTitle
{
    /// <summary>Whether the article plans a study, or corrects one: it has no finding.</summary>
    public static bool HasNoFinding(string title) => NoFinding().IsMatch(title);

    /// <summary>
    /// The words that are capitals only because they stand in a title made small: those that are small elsewhere.
    /// </summary>
    /// <param name="title">The title.</param>
    /// <param name="small">The words that occur in small letters.</param>
    public static string RunningText(string title, IReadOnlySet<string> small) =>
        CapitalWord().Replace(title, m => small.Contains(m.Value.ToLowerInvariant()) ? m.Value.ToLowerInvariant() : m.Value);

    /// <summary>The words of a text that it has in small letters.</summary>
    public static IEnumerable<string> SmallWords(string text) => SmallWord().Matches(text).Select(m => m.Value);

    /// <summary>The title's parts before and after a colon or dash, without registrations and without the kind of study at the end.</summary>
    public static IEnumerable<string> Parts(string title) =>
        Subtitle().Split(Registration().Replace(PairText.OneLine(title), "")).Select(p => p.Trim().TrimEnd('.')).Where(p => p.Length > 0).Select(p => StudyKind().Replace(p, ""));

    /// <summary>A title that asks, or null: up to its question mark, where it begins as a yes/no question.</summary>
    public static string? Asked(string title)
    {
        var end = title.IndexOf('?', StringComparison.Ordinal);
        if (end < 0)
        {
            return null;
        }

        var question = PairText.OneLine(title[..(end + 1)]);
        var last = Subtitle().Split(question)[^1];
        return YesNo().IsMatch(last) ? PairText.Capitalised(question) : null;
    }

    [GeneratedRegex(@"\bprotocols?\b|\brationale\b|\b(?:study|trial) design\b|\bdesign (?:of|and)\b|^(?:erratum|correction|corrigendum|retract|comment|author|reply)|\bmethodology\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NoFinding();

    [GeneratedRegex(@"(?:^\p{Lu}|\b\p{Lu}\p{Ll})\p{Ll}*\b(?![\p{L}\d])", RegexOptions.CultureInvariant)]
    private static partial Regex CapitalWord();

    [GeneratedRegex(@"\b\p{Ll}+\b", RegexOptions.CultureInvariant)]
    private static partial Regex SmallWord();

    [GeneratedRegex(@"\s*[\[(](?:ISRCTN|NCT|ACTRN|ClinicalTrials)[^\])]*[\])]", RegexOptions.CultureInvariant)]
    private static partial Regex Registration();

    /// <summary>"In a randomised trial", at the end.</summary>
    [GeneratedRegex(@",?(?: enrolled| participating| nested)? (?:in|from|during|of|results of|as part of) (?:an? |the |two |three )?(?:(?!in |of |with |for |on |to )[\p{L}\d-]+ ){0,6}(?:trials?|study|studies|analys[ie]s)(?: \([^)]*\))?$", RegexOptions.CultureInvariant)]
    private static partial Regex StudyKind();

    [GeneratedRegex(@":\s|;\s|\.\s|\s[-\u2013\u2014]\s|\u2014", RegexOptions.CultureInvariant)]
    private static partial Regex Subtitle();

    [GeneratedRegex(@"^(?:is|are|was|were|does|do|did|can|could|should|has|have|will|would|may)\s", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex YesNo();
}
