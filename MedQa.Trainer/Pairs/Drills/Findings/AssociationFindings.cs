using System.Text.RegularExpressions;

namespace MedQa.Trainer.Pairs.Drills.Findings;

/// <summary>"X was (not) associated with S", "no correlation between X and S", "X was a predictor of S".</summary>
internal static class AssociationFindings
{
    private const string Kind = "association";
    private const string Manner = "(?:(?:also|both|all|still|statistically|significantly|strongly|independently|closely|highly|directly|weakly|moderately|clearly|consistently|further|linearly|and) )*";

    private static readonly Regex Verb = FindingPattern.Of(
        $"^(?<x>.+?) (?:{FindingPattern.Be}|has been|have been|remained) (?<not>not )?(?:found to be )?{Manner}(?<way>positively |negatively |inversely )?{Manner}(?<word>associated|correlated|related|linked) (?:with|to) (?<s>.+)$");

    private static readonly Regex Correlates = FindingPattern.Of(
        $"^(?<x>.+?) (?:(?<not>did not|does not|do not) )?{Manner}(?<way>positively |negatively |inversely )?correlate[ds]? {Manner}(?<way2>positively |negatively |inversely )?with (?<s>.+)$");

    private static readonly Regex Noun = FindingPattern.Of(
        $"^(?:{FindingPattern.ThereWas} )?(?<no>no )?(?:an? )?{FindingPattern.Weight}(?<way>positive |negative |inverse )?{FindingPattern.Weight}(?<noun>associations?|correlations?|relationships?) (?:(?:was|were|is|are) {FindingPattern.Seen} )?between (?<x>.+?) and (?<s>.+?)(?: (?:was|were|is|are) {FindingPattern.Seen})?$");

    private static readonly Regex Predicts = FindingPattern.Of(
        $"^(?<x>.+?) {FindingPattern.Be} (?<not>not )?(?:also )?(?:found to be )?(?:an? )?{Manner}(?:(?:statistically|significant|independent|strong|important|and) )*(?<noun>predictors?|risk factors?|predictive) (?:of|for) (?<s>.+)$");

    private static readonly Regex Direction = FindingPattern.Of(
        @"^(?<a>an? )?(?:(?:significantly|statistically|significant|substantially|markedly) )*(?<word>higher|lower|greater|smaller|longer|shorter|better|worse|increased|reduced|decreased|improved|fewer|less|faster|slower|poorer) (?<rest>.+)$");

    private static readonly Regex Lead = FindingPattern.Of("^(?:an? )?(?:(?:significantly|statistically|significant|substantially|markedly) )+");

    private static readonly Regex Compared = FindingPattern.Of(",? (?:(?:as |when )?compared (?:with|to)|relative to|versus|than) .*$");

    /// <summary>The finding, or null.</summary>
    public static Finding? Of(FindingClause clause) =>
        OfVerb(Verb.Match(clause.Text), clause) ?? OfVerb(Correlates.Match(clause.Text), clause) ?? OfNoun(clause) ?? OfPredictor(clause);

    private static Finding? OfVerb(Match match, FindingClause clause)
    {
        if (!match.Success || FindingPhrase.Clean(match.Groups["x"].Value) is not { } x)
        {
            return null;
        }

        var isDenied = match.Groups["not"].Success;
        var word = match.Groups["word"].Success ? match.Groups["word"].Value : "correlated";
        var link = word is "related" or "linked" ? "to" : "with";
        var copula = match.Groups["be"].Value switch { "was" or "is" => "Is", "were" or "are" => "Are", _ => FindingPhrase.Copula(x) };
        var rest = Compared.Replace(match.Groups["s"].Value, "");
        var way = (match.Groups["way"].Value + match.Groups["way2"].Value).Trim();
        if (Direction.Match(rest) is { Success: true } direction && way.Length == 0)
        {
            var opposite = direction.Groups["word"].Value switch { "less" => "more", "fewer" => "more", var d => Opposites.OfAdjective(d) };
            if (FindingPhrase.Last(direction.Groups["rest"].Value) is not { } measured)
            {
                return null;
            }

            return new Finding(!isDenied, isDenied
                ? [Directed(direction.Groups["word"].Value, "no")]
                : [Directed(direction.Groups["word"].Value, "yes"), Directed(opposite, "no")]);

            FindingQuestion Directed(string what, string decision)
            {
                var article = direction.Groups["a"].Success ? what is "increased" or "improved" ? "an " : "a " : "";
                return new(Kind, $"with {what}", $"{copula} {x} {word} {link} {article}{what} {measured}{clause.Added}?", decision);
            }
        }

        return FindingPhrase.Last(Lead.Replace(rest, "")) is { } s ? new Finding(!isDenied, [.. Asked(copula, x, s, word, link, way, isDenied, clause.Added)]) : null;
    }

    private static IEnumerable<FindingQuestion> Asked(string copula, string x, string s, string word, string link, string way, bool isDenied, string added)
    {
        yield return new FindingQuestion(Kind, "is", $"{copula} {x} {word} {link} {s}{added}?", isDenied ? "no" : "yes");
        if (isDenied)
        {
            yield return new FindingQuestion(Kind, "is there", $"Is there an association between {x} and {s}{added}?", "no");
        }
        else if (way.Length > 0)
        {
            var isPositive = way.StartsWith("positive", StringComparison.Ordinal);
            yield return new FindingQuestion(Kind, "positively", $"{copula} {x} positively {word} {link} {s}{added}?", isPositive ? "yes" : "no");
            yield return new FindingQuestion(Kind, "negatively", $"{copula} {x} negatively {word} {link} {s}{added}?", isPositive ? "no" : "yes");
        }
        else
        {
            yield return new FindingQuestion(Kind, "is there", $"Is there an association between {x} and {s}{added}?", "yes");
        }
    }

    private static Finding? OfNoun(FindingClause clause)
    {
        var match = Noun.Match(clause.Text);
        if (!match.Success || FindingPhrase.Clean(match.Groups["x"].Value) is not { } x || FindingPhrase.Last(match.Groups["s"].Value) is not { } s)
        {
            return null;
        }

        var isDenied = match.Groups["no"].Success;
        var word = match.Groups["noun"].Value.TrimEnd('s') switch { "correlation" => "correlated", "relationship" => "related", _ => "associated" };
        return new Finding(!isDenied, [.. Asked(FindingPhrase.Copula(x), x, s, word, word == "related" ? "to" : "with", match.Groups["way"].Value.Trim(), isDenied, clause.Added),
            .. isDenied ? Array.Empty<FindingQuestion>() : [new FindingQuestion(Kind, "is there", $"Is there an association between {x} and {s}{clause.Added}?", "yes")]]);
    }

    private static Finding? OfPredictor(FindingClause clause)
    {
        var match = Predicts.Match(clause.Text);
        if (!match.Success || FindingPhrase.Clean(match.Groups["x"].Value) is not { } x || FindingPhrase.Last(match.Groups["s"].Value) is not { } s)
        {
            return null;
        }

        var isDenied = match.Groups["not"].Success;
        var verb = match.Groups["noun"].Value.StartsWith("risk", StringComparison.Ordinal) ? "raise the risk of" : "predict";
        return new Finding(!isDenied, [new FindingQuestion(Kind, verb, $"{FindingPhrase.Auxiliary(x)} {x} {verb} {s}{clause.Added}?", isDenied ? "no" : "yes")]);
    }
}
