using System.Text.RegularExpressions;

namespace MedQa.Trainer.Pairs.Drills.Findings;

/// <summary>"No difference in S between X and Y", "S did not differ", "S was similar in X and Y", and that there was a difference.</summary>
internal static class DifferenceFindings
{
    private const string Kind = "difference";
    private const string Between = "between|among|amongst|across";

    private static readonly Regex There = FindingPattern.Of(
        $"^{FindingPattern.ThereWas} (?<no>no |not any |any )?(?:an? )?{FindingPattern.Weight}(?:between-group |group |treatment )?differences? (?<rest>.+)$");

    private static readonly Regex Passive = FindingPattern.Of(
        $"^(?<no>no )?(?:an? )?{FindingPattern.Weight}(?:between-group |group |treatment )?differences? (?<rest>.*?)(?:existed|emerged|(?:was|were|is|are|has been|have been)(?<denied> not)? (?:(?:also |statistically |clinically |highly )*significant|{FindingPattern.Seen}))(?: (?<more>(?:in|of|for|between|among|at|on|with|after|during|to|by|from|over|across|within|before|as|when|regarding) .+))?$");

    private static readonly Regex MeasuredFirst = FindingPattern.Of($"^{FindingPattern.Measured} (?<s>.+?) (?<between>{Between}) (?<g>.+)$");
    private static readonly Regex SidesFirst = FindingPattern.Of($"^(?<between>{Between}) (?<g>.+?) {FindingPattern.Measured} (?<s>.+)$");
    private static readonly Regex Differ = FindingPattern.Of(
        $"^(?<s>.+?) (?:(?<no>(?:did|do|does) not (?:statistically |significantly )*differ)|differed|differs?)(?: (?:significantly|statistically|markedly|substantially|clearly))*(?: significantly)? (?<between>{Between}) (?<g>.+)$");

    private static readonly Regex Different = FindingPattern.Of(
        $"^(?<s>.+?) {FindingPattern.Be} (?<no>not )?{FindingPattern.Degree}different (?<between>{Between}) (?<g>.+)$");

    private static readonly Regex SidesDiffer = FindingPattern.Of(
        $"^(?<g>.+? and .+?|(?:the |all |both )?(?:\\w+ )?(?:groups|arms)) (?:(?<no>(?:did|do) not (?:statistically |significantly )*differ)|differed)(?: (?:significantly|statistically))*(?: from each other)? {FindingPattern.Measured} (?<s>.+)$");

    private static readonly Regex From = FindingPattern.Of(
        $"^(?<x>.+?) (?:(?<no>(?:did|do|does) not (?:statistically |significantly )*differ|(?:was|were) not {FindingPattern.Degree}different)|differed|(?:was|were) {FindingPattern.Degree}different)(?: (?:significantly|statistically))* from (?:(?:that|those) (?:of|in) )?(?<y>.+)$");

    private static readonly Regex Alike = FindingPattern.Of(
        $"^(?<s>.+?) {FindingPattern.Be} (?<not>not )?(?:(?:also|very|generally|broadly|all|well|overall|statistically|again|remarkably|quite|largely|essentially|approximately|fairly) )*(?:similar|comparable|the same|equivalent|identical|balanced|equal|well[- ]balanced|similarly distributed|equally distributed|evenly distributed) (?<between>in|for|with|{Between}) (?<g>.+)$");

    private static readonly Regex Plural = FindingPattern.Of(@"\b(?:groups|arms|two|three|four|five|both|all|treatments|conditions|cohorts|sexes|sites|centers|centres|subgroups|interventions|drugs|trials|visits|phases|diets|time points|participants|patients|regimens|doses|sessions|sequences|methods|techniques|devices|products|and|schools|clusters|countries|strata|quartiles|tertiles|genotypes)\b");
    private static readonly Regex Sides = FindingPattern.Of("^(?<x>[^,]+?) and (?<y>[^,]+)$");
    /// <summary>Whom "for" names, not what is measured.</summary>
    private static readonly Regex People = FindingPattern.Of("^(?:the )?(?:[^ ]+ )?(?:children|patients|participants|women|men|subjects|adults|infants|groups?|arms?)(?: |$)");
    private static readonly Regex SharedHead = FindingPattern.Of("^(?<the>the )?(?<x>[^ ,]+(?: [^ ,]+)?) and (?<y>[^ ,]+(?: [^ ,]+)?) (?<head>group|arm)s$");
    private static readonly Regex Scale = FindingPattern.Of(@"\b(?:levels?|rates?|scores?|concentrations?|incidences?|prevalences?|pressures?|frequency|frequencies|numbers?|proportions?|percentages?|mortality|weight|duration|times?|intakes?|BMI|risk|amount|volumes?|length|age|costs?|use|activity)\b");

    /// <summary>The finding, or null.</summary>
    public static Finding? Of(FindingClause clause)
    {
        var text = clause.Text;
        return OfNoun(There.Match(text), clause) ?? OfNoun(Passive.Match(text), clause) ?? OfVerb(Differ.Match(text), clause) ?? OfVerb(Different.Match(text), clause)
            ?? OfVerb(SidesDiffer.Match(text), clause) ?? OfAlike(clause) ?? OfFrom(clause);
    }

    /// <summary>Whether there is a difference, in four forms, and which side is higher where there is none.</summary>
    public static IEnumerable<FindingQuestion> Questions(string s, string be, string between, string sides, string alikeSide, bool isDifferent, string added)
    {
        var (yes, no) = isDifferent ? ("yes", "no") : ("no", "yes");
        var copula = be switch { "was" or "is" => "Is", "were" or "are" => "Are", _ => FindingPhrase.Copula(s) };
        var auxiliary = copula == "Is" ? "Does" : "Do";
        var apart = sides.StartsWith("both ", StringComparison.Ordinal) ? $"the two{sides[4..]}" : sides;
        yield return new FindingQuestion(Kind, "is there", $"Is there a difference in {s} {between} {apart}{added}?", yes);
        yield return new FindingQuestion(Kind, "differ", $"{auxiliary} {s} differ {between} {apart}{added}?", yes);
        yield return new FindingQuestion(Kind, "different", $"{copula} {s} different {between} {apart}{added}?", yes);
        yield return new FindingQuestion(Kind, "similar", $"{copula} {s} similar {alikeSide} {sides}{added}?", no);
        if (!isDifferent && Scale.IsMatch(s) && Pair(sides) is var (x, y))
        {
            yield return new FindingQuestion("comparison", "is higher", $"{copula} {s} higher in {x} than in {y}{added}?", "no");
            yield return new FindingQuestion("comparison", "is lower", $"{copula} {s} lower in {x} than in {y}{added}?", "no");
        }
    }

    private static (string X, string Y)? Pair(string sides)
    {
        if (SharedHead.Match(sides) is { Success: true } shared)
        {
            var (the, head) = (shared.Groups["the"].Value, shared.Groups["head"].Value);
            return ($"{the}{shared.Groups["x"].Value} {head}", $"{the}{shared.Groups["y"].Value} {head}");
        }

        var match = Sides.Match(sides);
        return match.Success && !sides.EndsWith("groups", StringComparison.Ordinal) && !sides.EndsWith("arms", StringComparison.Ordinal)
            && FindingPhrase.Clean(match.Groups["x"].Value) is { } x && FindingPhrase.Clean(match.Groups["y"].Value) is { } y && !y.Contains(" and ", StringComparison.Ordinal) ? (x, y) : null;
    }

    private static Finding? OfNoun(Match match, FindingClause clause)
    {
        if (!match.Success)
        {
            return null;
        }

        var rest = $"{match.Groups["rest"].Value.Trim()} {match.Groups["more"].Value}".Trim();
        var isDenied = match.Groups["no"].Success || match.Groups["denied"].Success;
        if (match.Groups["no"].Success && match.Groups["denied"].Success)
        {
            return null;
        }

        foreach (var parts in new[] { MeasuredFirst.Match(rest), SidesFirst.Match(rest) })
        {
            if (parts.Success && Found(parts, "", isDenied, clause) is { } finding)
            {
                return finding;
            }
        }

        return null;
    }

    private static Finding? OfVerb(Match match, FindingClause clause) =>
        match.Success ? Found(match, match.Groups["be"].Value, match.Groups["no"].Success, clause) : null;

    private static Finding? OfAlike(FindingClause clause)
    {
        var match = Alike.Match(clause.Text);
        return match.Success ? Found(match, match.Groups["be"].Value, !match.Groups["not"].Success, clause) : null;
    }

    private static Finding? Found(Match match, string be, bool isAlike, FindingClause clause)
    {
        var between = match.Groups["between"].Success ? match.Groups["between"].Value : "between";
        if (FindingPhrase.Last(match.Groups["s"].Value) is not { } s || FindingPhrase.Last(match.Groups["g"].Value) is not { } sides || !Plural.IsMatch(sides) || People.IsMatch(s))
        {
            return null;
        }

        var isBetween = between is not ("in" or "for" or "with");
        var alikeSide = isBetween ? sides.Contains(" and ", StringComparison.Ordinal) ? "in" : between : between;
        return new Finding(!isAlike, [.. Questions(s, be, isBetween ? between : "between", sides, alikeSide, !isAlike, clause.Added)]);
    }

    private static Finding? OfFrom(FindingClause clause)
    {
        var match = From.Match(clause.Text);
        if (!match.Success || FindingPhrase.Clean(match.Groups["x"].Value) is not { } x || FindingPhrase.Last(match.Groups["y"].Value) is not { } y)
        {
            return null;
        }

        var isAlike = match.Groups["no"].Success;
        return new Finding(!isAlike, [new FindingQuestion(Kind, "differ from", $"{FindingPhrase.Auxiliary(x)} {x} differ from {y}{clause.Added}?", isAlike ? "no" : "yes")]);
    }
}
