using System.Text.RegularExpressions;

namespace MedQa.Trainer.Pairs.Drills.Findings;

/// <summary>"S tended to be higher in X", "there was a trend towards lower S in X": what is left open.</summary>
internal static class OpenFindings
{
    private static readonly Regex Tended = FindingPattern.Of(
        $"^(?<s>.+?) (?:tended|showed an? (?:\\w+-?\\w* )?(?:tendency|trend)) to be (?:significantly )?(?<word>{Opposites.Comparatives}) (?<side>{FindingPattern.Side}) (?<x>.+?)(?:,? {FindingPattern.Than} (?:(?:that|those) (?:of|in|for) )?(?:(?:{FindingPattern.Side}|of) )?(?<y>.+))?$");

    private static readonly Regex Trend = FindingPattern.Of(
        $"^(?:there was|we (?:found|observed|noted)|there were)(?: also)? (?:an? )?(?:\\S+ )?(?:\\S+ )?(?:trends?|tendency|tendencies) (?:towards?|for|to) (?:an? )?(?<word>{Opposites.Comparatives}) (?<s>.+?) (?<side>in|among|with|for) (?<x>.+?)(?:,? {FindingPattern.Than} (?:(?:that|those) (?:of|in|for) )?(?:(?:{FindingPattern.Side}|of) )?(?<y>.+))?$");

    private static readonly Regex Changed = FindingPattern.Of(
        $"^(?<s>.+?) (?:tended|showed an? (?:\\w+-?\\w* )?(?:tendency|trend)) to (?<word>{Opposites.ChangeBases})(?: (?<side>in|among|with|after|during|over) (?<x>.+))?$");

    private static readonly Regex Affected = FindingPattern.Of(
        $"^(?<x>.+?) (?:tended|showed an? (?:\\w+-?\\w* )?(?:tendency|trend)) to (?<word>{Opposites.BaseForms}) (?<s>.+?)(?:,? {FindingPattern.Than} (?<y>.+))?$");

    /// <summary>The finding, or null.</summary>
    public static Finding? Of(FindingClause clause) =>
        Compared(Tended.Match(clause.Text), clause) ?? Compared(Trend.Match(clause.Text), clause) ?? OfChanged(clause) ?? OfAffected(clause);

    private static Finding? Compared(Match match, FindingClause clause)
    {
        if (!match.Success || FindingPhrase.Clean(match.Groups["s"].Value) is not { } s || FindingPhrase.Last(match.Groups["x"].Value) is not { } x || Other(match) is not { } other)
        {
            return null;
        }

        var word = match.Groups["word"].Value;
        return Open("comparison", $"is {word}", $"{FindingPhrase.Copula(s)} {s} {word} {match.Groups["side"].Value} {x}{other}{clause.Added}?");
    }

    private static Finding? OfChanged(FindingClause clause)
    {
        var match = Changed.Match(clause.Text);
        if (!match.Success || FindingPhrase.Clean(match.Groups["s"].Value) is not { } s)
        {
            return null;
        }

        var place = !match.Groups["x"].Success ? "" : FindingPhrase.Last(match.Groups["x"].Value) is { } x ? $" {match.Groups["side"].Value} {x}" : null;
        var word = match.Groups["word"].Value;
        return place is null ? null : Open("change", word, $"{FindingPhrase.Auxiliary(s)} {s} {word}{place}{clause.Added}?");
    }

    private static Finding? OfAffected(FindingClause clause)
    {
        var match = Affected.Match(clause.Text);
        if (!match.Success || FindingPhrase.Clean(match.Groups["x"].Value) is not { } x || FindingPhrase.Last(match.Groups["s"].Value) is not { } s || Other(match) is not { } other)
        {
            return null;
        }

        var word = match.Groups["word"].Value;
        return Open("effect", word, $"{FindingPhrase.Auxiliary(x)} {x} {word} {s}{other}{clause.Added}?");
    }

    private static string? Other(Match match) =>
        !match.Groups["y"].Success ? "" : FindingPhrase.Last(match.Groups["y"].Value) is { } y ? $" compared with {y}" : null;

    private static Finding Open(string kind, string form, string text) => new(false, [new FindingQuestion(kind, form, text, "maybe")]);
}
