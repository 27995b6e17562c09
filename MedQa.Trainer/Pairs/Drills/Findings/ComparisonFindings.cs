using System.Text.RegularExpressions;

namespace MedQa.Trainer.Pairs.Drills.Findings;

/// <summary>"S was higher in X than in Y", "X had higher S than Y", "X was superior to Y": asked as it is, with the opposite word, or exchanged.</summary>
internal static class ComparisonFindings
{
    private const string Kind = "comparison";
    private const string More = "(?:more|less) (?:frequent|common|severe|pronounced|prevalent|effective|likely|rapid|stable|accurate|painful|satisfied|often|active|sensitive|efficient|efficacious|expensive|tolerable|variable)";

    private static readonly Regex Measured = FindingPattern.Of(
        $"^(?<s>.+?) {FindingPattern.Be} (?<not>not )?{FindingPattern.Degree}(?<adjective>{Opposites.Comparatives}|{More}) (?<side>{FindingPattern.Side}) (?<x>.+?),? {FindingPattern.Than} (?:(?:that|those) (?:of|in|for) )?(?:(?<side2>{FindingPattern.Side}|of) )?(?<y>.+)$");

    /// <summary>With the first side before the verb: "S in X was higher than that in Y".</summary>
    private static readonly Regex Placed = FindingPattern.Of(
        $"^(?<s>.+) (?<side>in|of|for|among) (?<x>.+?) {FindingPattern.Be} (?<not>not )?{FindingPattern.Degree}(?<adjective>{Opposites.Comparatives}|{More}),? {FindingPattern.Than} (?:(?:that|those) )?(?<side2>in|of|for|among) (?<y>.+)$");

    private static readonly Regex Owned = FindingPattern.Of(
        $"^(?<x>.+?) (?:(?<not>did not) )?(?:had|have|has|show|showed|shows|experienced|experience|reported|report|exhibited|exhibit|demonstrated|achieved|achieve|displayed|display|required|require|needed|received|spent|produced|reached) (?<a>an? )?{FindingPattern.Degree}(?<adjective>higher|lower|greater|smaller|larger|longer|shorter|better|worse|faster|slower|stronger|weaker|increased|reduced|decreased|fewer|more|less|poorer|earlier|later) (?<s>.+?),? {FindingPattern.Than} (?:(?:that|those) (?:of|in|for) )?(?<y>.+)$");

    private static readonly Regex Direct = FindingPattern.Of(
        $"^(?<x>.+?) {FindingPattern.Be} (?<not>not )?{FindingPattern.Degree}(?<adjective>(?:superior|inferior) to|(?:{Opposites.Comparatives}|{More}) than) (?<y>.+?)(?: (?<at>in|for|at|with respect to|with regard to|regarding|in terms of|on|during) (?<where>.+))?$");

    private static readonly Regex Alone = FindingPattern.Of(
        $"^(?<s>.+?) {FindingPattern.Be} (?<not>not )?{FindingPattern.Degree}(?<adjective>{Opposites.Comparatives}) (?<side>in|among|for|with) (?<x>.+)$");

    private static readonly Regex Group = FindingPattern.Of(@"\b(?:groups?|arms?|patients|participants|subjects|women|men|children|adults|infants|mice|rats|controls)\b");
    private static readonly Regex Moment = FindingPattern.Of(@"\b(?:baseline|before|pre-?\w*|control (?:value|period)s?|start|beginning|admission|enrol\w*|screening|placebo period|year|day|week|month|normal|average|expected|group [A-Z0-9])\b");

    /// <summary>The finding, or null.</summary>
    public static Finding? Of(FindingClause clause) =>
        OfMeasured(Measured.Match(clause.Text), clause) ?? OfPlaced(clause) ?? OfOwned(clause) ?? OfDirect(clause) ?? OfAlone(clause);

    private static Finding? OfPlaced(FindingClause clause)
    {
        var match = Placed.Match(clause.Text);
        return match.Success && match.Groups["side"].Value == match.Groups["side2"].Value && (match.Groups["side"].Value != "of" || Group.IsMatch(match.Groups["x"].Value))
            ? OfMeasured(match, clause)
            : null;
    }

    private static Finding? OfMeasured(Match match, FindingClause clause)
    {
        if (!match.Success || FindingPhrase.Clean(match.Groups["s"].Value) is not { } s
            || FindingPhrase.Clean(match.Groups["x"].Value) is not { } x || FindingPhrase.Last(match.Groups["y"].Value) is not { } y || x == y)
        {
            return null;
        }

        var adjective = match.Groups["adjective"].Value;
        var side = match.Groups["side"].Value is "of" ? "in" : match.Groups["side"].Value;
        var second = match.Groups["side2"].Value is "of" ? side : match.Groups["side2"].Value;
        if (second.Length > 0 && second != side && match.Groups["than"].Value == "than")
        {
            return null;
        }

        var than = match.Groups["than"].Value == "than" ? second.Length == 0 ? "than" : $"than {second}" : "compared with";
        var isDenied = match.Groups["not"].Success;
        var questions = new List<FindingQuestion> { Ask(adjective, x, y, isDenied ? "no" : "yes") };
        if (!isDenied)
        {
            var opposite = Opposites.OfAdjective(adjective);
            questions.Add(Ask(opposite, x, y, "no"));
            if ((second.Length == 0 || second == side) && !Moment.IsMatch(y) && !Moment.IsMatch(x))
            {
                questions.Add(Ask(adjective, y, x, "no"));
                questions.Add(Ask(opposite, y, x, "yes"));
                if (side is "in" or "for" or "among" or "with")
                {
                    questions.AddRange(DifferenceFindings.Questions(s, match.Groups["be"].Value, "between", $"{x} and {y}", side, true, clause.Added));
                }
            }
        }

        return new Finding(!isDenied, questions);

        FindingQuestion Ask(string word, string left, string right, string decision) =>
            new(Kind, $"is {word}", $"{Copula(match)} {s} {word} {side} {left} {than} {right}{clause.Added}?", decision);
    }

    private static Finding? OfOwned(FindingClause clause)
    {
        var match = Owned.Match(clause.Text);
        if (!match.Success || FindingPhrase.Clean(match.Groups["x"].Value) is not { } x
            || FindingPhrase.Clean(match.Groups["s"].Value) is not { } s || FindingPhrase.Last(match.Groups["y"].Value) is not { } y || x == y)
        {
            return null;
        }

        var adjective = match.Groups["adjective"].Value;
        var isDenied = match.Groups["not"].Success;
        var than = match.Groups["than"].Value == "than" ? "than" : "compared with";
        var opposite = adjective switch { "more" => NounNumber.IsPlural(s) ? "fewer" : "less", "less" => "more", _ => Opposites.OfAdjective(adjective) };
        var questions = new List<FindingQuestion> { Ask(adjective, x, y, isDenied ? "no" : "yes") };
        if (!isDenied)
        {
            questions.Add(Ask(opposite, x, y, "no"));
            if (!Moment.IsMatch(y) && !Moment.IsMatch(x))
            {
                questions.Add(Ask(adjective, y, x, "no"));
                questions.Add(Ask(opposite, y, x, "yes"));
                if (adjective is not ("more" or "fewer" or "less"))
                {
                    questions.AddRange(DifferenceFindings.Questions(s, "", "between", $"{x} and {y}", "in", true, clause.Added));
                }
            }
        }

        return new Finding(!isDenied, questions);

        FindingQuestion Ask(string word, string left, string right, string decision)
        {
            var article = match.Groups["a"].Success ? word is "increased" or "earlier" ? "an " : "a " : "";
            return new(Kind, $"has {word}", $"{FindingPhrase.Auxiliary(left)} {left} have {article}{word} {s} {than} {right}{clause.Added}?", decision);
        }
    }

    private static Finding? OfDirect(FindingClause clause)
    {
        var match = Direct.Match(clause.Text);
        if (!match.Success || FindingPhrase.Clean(match.Groups["x"].Value) is not { } x || FindingPhrase.Last(match.Groups["y"].Value) is not { } y || Moment.IsMatch(y) || char.IsDigit(y[0]) || x == y)
        {
            return null;
        }

        var where = clause.Added;
        if (match.Groups["where"].Success)
        {
            if (FindingPhrase.Last(match.Groups["where"].Value) is not { } place)
            {
                return null;
            }

            where = $" {match.Groups["at"].Value} {place}{where}";
        }

        var adjective = match.Groups["adjective"].Value;
        var space = adjective.LastIndexOf(' ');
        var (word, link) = (adjective[..space], adjective[space..]);
        var isDenied = match.Groups["not"].Success;
        var questions = new List<FindingQuestion> { Ask(word, x, y, isDenied ? "no" : "yes") };
        if (!isDenied)
        {
            var opposite = Opposites.OfAdjective(word);
            questions.AddRange([Ask(opposite, x, y, "no"), Ask(word, y, x, "no"), Ask(opposite, y, x, "yes")]);
        }

        return new Finding(!isDenied, questions);

        FindingQuestion Ask(string word, string left, string right, string decision) =>
            new(Kind, $"is {word} than", $"{FindingPhrase.Copula(left)} {left} {word}{link} {right}{where}?", decision);
    }

    private static Finding? OfAlone(FindingClause clause)
    {
        var match = Alone.Match(clause.Text);
        if (!match.Success || FindingPhrase.Clean(match.Groups["s"].Value) is not { } s || FindingPhrase.Last(match.Groups["x"].Value) is not { } x)
        {
            return null;
        }

        var adjective = match.Groups["adjective"].Value;
        var isDenied = match.Groups["not"].Success;
        return new Finding(!isDenied, isDenied ? [Ask(adjective, "no")] : [Ask(adjective, "yes"), Ask(Opposites.OfAdjective(adjective), "no")]);

        FindingQuestion Ask(string word, string decision) =>
            new(Kind, $"is {word} alone", $"{Copula(match)} {s} {word} {match.Groups["side"].Value} {x}{clause.Added}?", decision);
    }

    private static string Copula(Match match) => match.Groups["be"].Value is "was" or "is" ? "Is" : "Are";
}
