using System.Text.RegularExpressions;

namespace MedQa.Trainer.Pairs.Drills.Findings;

/// <summary>"X reduced S", "X did not reduce S", "X had no effect on S", "S was reduced by X".</summary>
internal static class EffectFindings
{
    private const string Kind = "effect";

    private static readonly Regex Active = FindingPattern.Of(
        $"^(?<x>.+?) (?:has |have )?{FindingPattern.Degree}(?<verb>{Opposites.PastForms}) (?:significantly |markedly )?(?<s>.+)$");

    private static readonly Regex Denied = FindingPattern.Of(
        $"^(?<x>.+?) (?:did|does|do) not (?:(?:statistically|significantly|further|also|markedly|substantially) )*(?<verb>{Opposites.BaseForms}) (?<s>.+)$");

    private static readonly Regex HadEffect = FindingPattern.Of(
        $"^(?<x>.+?) (?:had|has|have|showed|exerted|produced|demonstrated) (?<no>no )?(?:an? )?(?:positive |negative |beneficial |favou?rable |additional |detrimental |adverse |differential )?{FindingPattern.Weight}(?:positive |negative |beneficial )?(?:effects?|impact|influence) (?:on|upon) (?<s>.+)$");

    private static readonly Regex EffectOf = FindingPattern.Of(
        $"^(?:{FindingPattern.ThereWas} )?(?<no>no )?(?:an? )?{FindingPattern.Weight}(?:main )?(?:effects?|impact|influence) of (?<x>.+?) (?:on|upon) (?<s>.+?)(?: (?:was|were) {FindingPattern.Seen})?$");

    private static readonly Regex Led = FindingPattern.Of(
        $"^(?<x>.+?) (?:resulted in|led to|produced|caused|induced) (?:an? )?{FindingPattern.Degree}{FindingPattern.Weight}(?<noun>reductions?|decreases?|increases?|improvements?|elevations?|declines?) (?:in|of) (?<s>.+)$");

    private static readonly Regex By = FindingPattern.Of(
        $"^(?<s>.+?) {FindingPattern.Be} (?<not>not )?{FindingPattern.Degree}(?<verb>{Opposites.PastForms}) (?<by>by|after|following) (?<x>.+)$");

    private static readonly Regex Comparison = FindingPattern.Of(@",? (?:(?:as |when )?compared (?:with|to)|in comparison (?:with|to)|relative to|versus|vs\.?) (?<y>.+)$");
    private static readonly Regex NoObject = FindingPattern.Of(@"^(?:significantly|markedly|more|less|in|by|from|to|over|during|after|at|on|with|for|between|within|until|slightly|and|or|throughout|across|among|following|linearly|gradually|rapidly|similarly|as|compared|\w+ly|towards?|under|before|when|in both|further|back|again|even|\d.*)\b");
    private static readonly Regex Group = FindingPattern.Of(@"^(?:the )?(?:\w+ ){0,3}(?:groups?|patients|participants|subjects|women|men|children|arms?|users|adults|infants|students|mice|rats)$");

    /// <summary>The finding, or null.</summary>
    public static Finding? Of(FindingClause clause)
    {
        var text = clause.Text;
        return OfEffect(HadEffect.Match(text), clause) ?? OfEffect(EffectOf.Match(text), clause) ?? OfLed(clause) ?? OfDenied(clause) ?? OfPassive(clause) ?? OfActive(clause);
    }

    private static Finding? OfActive(FindingClause clause)
    {
        var match = Active.Match(clause.Text);
        return match.Success && Parts(match) is var (x, s, compared) ? Affirmed(x, s, compared + clause.Added, Opposites.BaseOf(match.Groups["verb"].Value)) : null;
    }

    private static Finding? OfLed(FindingClause clause)
    {
        var match = Led.Match(clause.Text);
        var verb = match.Groups["noun"].Value.TrimEnd('s') switch { "reduction" or "decline" => "reduce", "decrease" => "decrease", "improvement" => "improve", _ => "increase" };
        return match.Success && Parts(match) is var (x, s, compared) ? Affirmed(x, s, compared + clause.Added, verb) : null;
    }

    private static Finding Affirmed(string x, string s, string after, string verb)
    {
        var questions = new List<FindingQuestion> { Ask(x, verb, s, after, "yes") };
        if (Opposites.OfVerb(verb) is { } opposite)
        {
            questions.Add(Ask(x, opposite, s, after, "no"));
            if (!Group.IsMatch(x))
            {
                questions.Add(Ask(x, "affect", s, after, "yes"));
                questions.Add(HasEffect(x, s, after, "yes"));
            }
        }

        return new Finding(true, questions);
    }

    private static Finding? OfDenied(FindingClause clause)
    {
        var match = Denied.Match(clause.Text);
        if (!match.Success || Parts(match) is not var (x, s, compared))
        {
            return null;
        }

        var (verb, after) = (match.Groups["verb"].Value, compared + clause.Added);
        return new Finding(false, Opposites.OfVerb(verb) is null ? NoEffect(x, s, after) : [Ask(x, verb, s, after, "no")]);
    }

    private static Finding? OfEffect(Match match, FindingClause clause)
    {
        if (!match.Success || Parts(match) is not var (x, s, compared))
        {
            return null;
        }

        var after = compared + clause.Added;
        return match.Groups["no"].Success
            ? new Finding(false, NoEffect(x, s, after))
            : new Finding(true, [Ask(x, "affect", s, after, "yes"), HasEffect(x, s, after, "yes")]);
    }

    private static FindingQuestion[] NoEffect(string x, string s, string after) =>
        [Ask(x, "affect", s, after, "no"), HasEffect(x, s, after, "no"), Ask(x, "increase", s, after, "no"), Ask(x, "reduce", s, after, "no")];

    private static Finding? OfPassive(FindingClause clause)
    {
        var match = By.Match(clause.Text);
        if (!match.Success || FindingPhrase.Clean(match.Groups["s"].Value) is not { } s || FindingPhrase.Last(match.Groups["x"].Value) is not { } x || !char.IsLetter(x[0]))
        {
            return null;
        }

        var be = match.Groups["be"].Value is "was" or "is" ? "Is" : "Are";
        var isDenied = match.Groups["not"].Success;
        var past = match.Groups["verb"].Value;
        var questions = new List<FindingQuestion> { Passive(past, isDenied ? "no" : "yes") };
        if (Opposites.OfVerb(Opposites.BaseOf(past)) is { } opposite && !isDenied && Opposites.PastForms.Split('|').FirstOrDefault(p => Opposites.BaseOf(p) == opposite) is { } opposed)
        {
            questions.Add(Passive(opposed, "no"));
        }

        return new Finding(!isDenied, questions);

        FindingQuestion Passive(string word, string decision) => new(Kind, $"is {word} by", $"{be} {s} {word} {match.Groups["by"].Value} {x}{clause.Added}?", decision);
    }

    /// <summary>The two phrases and the comparison after them.</summary>
    private static (string X, string S, string Compared)? Parts(Match match)
    {
        var (rest, compared) = (match.Groups["s"].Value, "");
        if (Comparison.Match(rest) is { Success: true } comparison)
        {
            if (FindingPhrase.Last(comparison.Groups["y"].Value) is not { } y)
            {
                return null;
            }

            (rest, compared) = (rest[..comparison.Index], $" compared with {y}");
        }

        return !NoObject.IsMatch(rest) && FindingPhrase.Clean(match.Groups["x"].Value) is { } x && FindingPhrase.Last(rest) is { } s ? (x, s, compared) : null;
    }

    private static FindingQuestion Ask(string x, string verb, string s, string after, string decision) =>
        new(Kind, verb, $"{FindingPhrase.Auxiliary(x)} {x} {verb} {s}{after}?", decision);

    private static FindingQuestion HasEffect(string x, string s, string after, string decision) =>
        new(Kind, "have an effect", $"{FindingPhrase.Auxiliary(x)} {x} have an effect on {s}{after}?", decision);
}
