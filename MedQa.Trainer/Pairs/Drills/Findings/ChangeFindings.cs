using System.Text.RegularExpressions;

namespace MedQa.Trainer.Pairs.Drills.Findings;

/// <summary>"S increased in X", "S did not change", "there was no improvement in S".</summary>
internal static class ChangeFindings
{
    private const string Kind = "change";
    private const string Manner = "(?:(?:significantly|markedly|substantially|gradually|rapidly|steadily|progressively|also|sharply|considerably|dramatically|continuously|consistently|further|statistically|strongly) )*";
    private const string When = "(?:in|among|for|after|during|following|over|with|at|from|by|between|within|throughout|compared|to|until)";

    private static readonly Regex Verb = FindingPattern.Of(
        $"^(?<s>.+?) (?:has |have |had )?{Manner}(?<verb>{Opposites.ChangePasts})(?: {Manner.Replace(") )*", "),? ?)*", StringComparison.Ordinal)}(?<rest>{When} .+))?$");

    private static readonly Regex Denied = FindingPattern.Of(
        $"^(?<s>.+?) (?:did|does|do) not (?:(?:statistically|significantly|further|also|markedly|substantially) )*(?<verb>{Opposites.ChangeBases})(?: (?:significantly|markedly|substantially))?(?: (?<rest>{When} .+))?$");

    private static readonly Regex Stable = FindingPattern.Of(
        $"^(?<s>.+?) (?:remained|was|were|stayed) (?:(?:largely|relatively|essentially|statistically) )*(?:unchanged|stable|constant|unaltered)(?: (?<rest>{When} .+))?$");

    private static readonly Regex Noun = FindingPattern.Of(
        $"^{FindingPattern.ThereWas} (?<no>no )?(?:an? )?{FindingPattern.Weight}(?<noun>increases?|decreases?|reductions?|improvements?|declines?|changes?|rise) (?:in|of) (?<s>.+)$");

    private static readonly Regex Owned = FindingPattern.Of(
        $"^(?<who>.+?) (?:(?<no>did not (?:show|have|experience|exhibit))|showed|had|experienced|exhibited|demonstrated|reported|displayed) (?<no2>no )?(?:any )?(?:an? )?{FindingPattern.Weight}(?<noun>increases?|decreases?|reductions?|improvements?|declines?|changes?|rise) in (?<s>.+)$");

    private static readonly Regex Passive = FindingPattern.Of(
        $"^(?<no>no )?(?:an? )?{FindingPattern.Weight}(?<noun>increases?|decreases?|reductions?|improvements?|declines?|changes?|rise) (?:in|of) (?<s>.+?) (?:was|were|is|are)(?<denied> not)? {FindingPattern.Seen}(?: (?<rest>{When} .+))?$");

    private static readonly Regex Group = FindingPattern.Of(@"\b(?:groups?|arms?|patients|participants|subjects|women|men|children|adults|infants|students|mice|rats|individuals|volunteers|boys|girls|people|cohort|users|mothers|controls)$");
    private static readonly Regex Untold = FindingPattern.Of("\\bnot (?:also )?(?:reported|recorded|shown|presented|obtained|identified)\\b");
    private static readonly Regex Place = FindingPattern.Of($@"^(?<side>in|among|for|after|during|following|over|with|at|within|throughout|between) (?<x>.+)$");
    /// <summary>"From 3.1 to 5.2 mg", up to "in nurses".</summary>
    private static readonly Regex Numbers = FindingPattern.Of(@"(?:^| )(?:from|to|by|at) (?:a |an )?(?:mean |median |baseline )*(?:of )?[\d−-].*?(?<place> (?:in|among) \p{L}[^\d]*)?$");
    private static readonly Regex Baseline = FindingPattern.Of("(?:^| )(?:from|compared (?:with|to)) (?:the )?(?:pre-?treatment|baseline)(?: values?| levels?)?(?: to [^,]+)?");
    private static readonly Regex Compared = FindingPattern.Of(@",? (?:(?:as |when )?compared (?:with|to)|in comparison (?:with|to)|relative to|versus|vs\.?|than) .*$");

    /// <summary>The finding, or null.</summary>
    public static Finding? Of(FindingClause clause)
    {
        var text = clause.Text;
        return OfVerb(Verb.Match(text), true, clause) ?? OfVerb(Denied.Match(text), false, clause) ?? OfStable(clause) ?? OfNoun(Noun.Match(text), clause) ?? OfNoun(Passive.Match(text), clause) ?? OfNoun(Owned.Match(text), clause);
    }

    private static Finding? OfVerb(Match match, bool isAffirmed, FindingClause clause)
    {
        if (!match.Success || FindingPhrase.Clean(match.Groups["s"].Value) is not { } s || Rest(match) is not { } rest)
        {
            return null;
        }

        // A group can improve; that it increases says nothing.
        var word = match.Groups["verb"].Value;
        if (IsGroup(s) && !word.StartsWith("improve", StringComparison.Ordinal))
        {
            return null;
        }

        var verb = isAffirmed ? Opposites.BaseOfChange(word) : word;
        return new Finding(isAffirmed, [.. Asked(s, verb, isAffirmed, rest + clause.Added)]);
    }

    private static Finding? OfStable(FindingClause clause)
    {
        var match = Stable.Match(clause.Text);
        return match.Success && FindingPhrase.Clean(match.Groups["s"].Value) is { } s && !IsGroup(s) && Rest(match) is { } rest
            ? new Finding(false, [.. Asked(s, "change", false, rest + clause.Added)])
            : null;
    }

    private static bool IsGroup(string subject) => Group.IsMatch(subject) && !subject.Contains(" of ", StringComparison.Ordinal);

    private static Finding? OfNoun(Match match, FindingClause clause)
    {
        if (!match.Success || (match.Groups["no"].Success && match.Groups["denied"].Success) || Untold.IsMatch(clause.Text)
            || FindingPhrase.Last(Compared.Replace(Numbers.Replace(Baseline.Replace(match.Groups["s"].Value, ""), "${place}"), "")) is not { } s || Rest(match) is not { } rest)
        {
            return null;
        }

        if (match.Groups["who"].Success)
        {
            if (FindingPhrase.Clean(match.Groups["who"].Value) is not { } who || !Group.IsMatch(who) || rest.Length > 0 || s.Contains(" in ", StringComparison.Ordinal))
            {
                return null;
            }

            rest = $" in {who}";
        }

        var isDenied = match.Groups["no"].Success || match.Groups["no2"].Success || match.Groups["denied"].Success;
        var noun = match.Groups["noun"].Value;
        noun = noun.EndsWith('s') ? noun[..^1] : noun;
        var questions = new List<FindingQuestion> { Ask(noun, isDenied ? "no" : "yes") };
        var opposite = noun switch { "increase" or "rise" => "decrease", "decrease" or "reduction" or "decline" => "increase", _ => null };
        if (noun == "change" && isDenied)
        {
            questions.AddRange([Ask("increase", "no"), Ask("decrease", "no"), Ask("reduction", "no")]);
        }
        else if (!isDenied && opposite is not null)
        {
            questions.AddRange([Ask(opposite, "no"), Ask("change", "yes")]);
        }

        return new Finding(!isDenied, questions);

        FindingQuestion Ask(string what, string decision) =>
            new(Kind, $"is there {what}", $"Is there {(what == "increase" || what == "improvement" ? "an" : "a")} {what} in {s}{rest}{clause.Added}?", decision);
    }

    private static IEnumerable<FindingQuestion> Asked(string s, string verb, bool isAffirmed, string after)
    {
        var auxiliary = FindingPhrase.Auxiliary(s);
        yield return Ask(verb, isAffirmed ? "yes" : "no");
        if (isAffirmed && Opposites.OfChange(verb) is { } opposite)
        {
            yield return Ask(opposite, "no");
            yield return Ask("change", "yes");
        }
        else if (!isAffirmed && verb == "change")
        {
            yield return Ask("increase", "no");
            yield return Ask("decrease", "no");
        }

        FindingQuestion Ask(string what, string decision) => new(Kind, what, $"{auxiliary} {s} {what}{after}?", decision);
    }

    /// <summary>Where it changes, with a space before it; null where that isn't clear.</summary>
    private static string? Rest(Match match)
    {
        var rest = match.Groups["rest"].Value;
        var isFromBaseline = Baseline.IsMatch(rest);
        rest = Compared.Replace(Numbers.Replace(Baseline.Replace(rest, ""), "${place}"), "").Trim();
        var baseline = isFromBaseline ? " from baseline" : "";
        if (rest.Length == 0)
        {
            return baseline;
        }

        var place = Place.Match(rest);
        return place.Success && FindingPhrase.Last(place.Groups["x"].Value) is { } x ? $"{baseline} {place.Groups["side"].Value} {x}" : null;
    }
}
