using System.Text.RegularExpressions;

namespace MedQa.Trainer.Pairs.Drills.Findings;

/// <summary>Phrases that stand in questions: without a verb, a pronoun, a back reference, a figure's sign or an open list.</summary>
internal static class FindingPhrase
{
    private const int MostWords = 16;

    private static readonly Regex Unclear = FindingPattern.Of(
        @"\b(?:this|that|these|those|such|it|they|them|their|its|itself|themselves|he|she|his|her|him|we|our|us|who|whom|whose|which|what|where|when|whether|why|how|because|since|if|there|than|then|but|although|though|however|while|whereas|except|unless|despite|former|latter|respectively|others?|another|same|no|not|nor|neither|none|never|cannot|only|may|might|could|can|would|should|will|was|were|is|are|be|been|being|has|have|had|having|did|does|do|showed|shown|show|shows|found|observed|reported|report|suggested|suggest|suggests|indicated|indicates|demonstrated|received|receive|remained|became|occurred|resulted|results in|resulting|led|appeared|seemed|tended|revealed|experienced|achieved|reached|underwent|confirmed|improves|reduces|affected|influenced|followed|above|below|mentioned|similarly|similar|comparable|different|differed|difference|differences|compared|comparison|versus|vs|either|both (?:of|in|for|at|after|with|by|on|to)|more|less|higher than|also|even|both for|as well|i\.e|e\.g|cf|et al|Tables?|Fig\w*|significan\w+|significance|statistical\w*|p-values?|P|p|NS|CI|SD|SEM|OR|HR|RR|n)\b|[?=<>±≥≤%*†‡#~""“”:;()\[\]{}]|\d \d|\.\s");

    private static readonly Regex NoStart = FindingPattern.Of(
        @"^(?:in|of|for|with|by|from|to|on|at|as|and|or|after|before|during|between|among|over|under|into|within|without|across|through|most|many|some|few|each|half|one|several|any|every|result|results|differences?|findings?|effects?|thus|hence|therefore|so|yet|just|up|near|nearly|about|around|until|significant\w*|later|today|now|more|less|an? (?:larger|greater|higher|smaller|lower|similar|significant\w*))\b|^(?:the )?(?:results?|findings?|effects?|changes?|values?|improvements?|increases?|decreases?|reductions?|data|observations?|trends?|patterns?|scores?|rates?|levels?|outcomes?|variables?|parameters?|measures?|measurements?|reasons?|analys[ie]s|proportions?|percentages?|numbers?|figures?|means?|averages?|study|trial|intervention|treatment|tests?|risks?|ratios?|model|factors?|association|relationship|majority|patients' )$");

    private static readonly Regex NoEnd = FindingPattern.Of(
        @"\b(?:in|of|for|with|by|from|to|on|at|as|and|or|the|a|an|after|before|during|between|among|over|under|into|within|without|across|through|per|\w+ly|most|all|more|less|who|about|than|approximately|mean|least|further|use[ds]?|due|based|terms)$");

    /// <summary>A word of our verbs after what is neither the phrase's start nor a preposition: a second clause.</summary>
    private static readonly Regex Verb = FindingPattern.Of($@"\b(?<before>[\p{{L}}\d'-]+),? (?:{Opposites.PastForms}|{Opposites.ChangePasts}|correlated|predicted|caused|produced|lasted|ranged|served|worked|helped|allowed|provided|yielded|increases|decreases|reached|felt|lost|gained|needed|required|completed|died|survived|responded|developed|returned|had|has|have)\b");

    /// <summary>A past form before an article, or alone.</summary>
    private static readonly Regex Clause = FindingPattern.Of(@"\w{3,}ed (?:a|an|the|all|two|three|both|\d+)\b|^(?:\w+ed|predicted|normal)$");

    private static readonly HashSet<string> BeforeParticiple =
        ["of", "with", "in", "the", "a", "an", "for", "to", "by", "on", "from", "or", "significantly", "after", "as", "into", "at", "without", "had"];

    private static readonly Regex List = FindingPattern.Of("^[^,]+(?:, [^,]+)+,? (?:and|or) [^,]+$");

    private static readonly Regex TailPart = FindingPattern.Of(
        @" (?:by (?:about |approximately |almost |nearly |up to |more than |a mean of |an average of |a median of )?[\d−-].*|from [\d−-].* to .*|with (?:an? )?(?:mean|median|average|effect size|odds|hazard|relative|adjusted|risk|p|P|difference|values?|95).*|as (?:shown|assessed|measured|determined|indicated|evidenced|demonstrated|reflected|seen|judged|reported|evaluated)\b.*|using .*|ranging .*|due to .*|indicating .*|suggesting .*|and (?:was|were|is|are|had|did|in)\b.*|in (?:the |our |this |either )?(?:present |current )?(?:study|trial|analysis|table|figure|model).*|p ?[<=>].*|P ?[<=>].*|\d[\d.]* ?(?:±|\+/-|vs|%|versus).*)$");

    /// <summary>The phrase with clean ends, or null where it is none that is clear by itself.</summary>
    public static string? Clean(string text)
    {
        var phrase = text.Trim().TrimEnd(',', '.', ';', ':', '-', '\u2013').TrimEnd();
        if (phrase.Length < 2 || phrase.Count(c => c == ' ') >= MostWords || Unclear.IsMatch(phrase) || NoStart.IsMatch(phrase) || NoEnd.IsMatch(phrase) || Clause.IsMatch(phrase))
        {
            return null;
        }

        return (phrase.Contains(',', StringComparison.Ordinal) && !List.IsMatch(phrase)) || HasVerb(phrase) || !phrase.Any(char.IsLetter) ? null : phrase;
    }

    /// <summary>The copula of a phrase: <c>Are</c> or <c>Is</c>.</summary>
    public static string Copula(string phrase) => IsList(phrase) ? "Are" : NounNumber.Copula(phrase);

    /// <summary>The auxiliary of a phrase: <c>Do</c> or <c>Does</c>.</summary>
    public static string Auxiliary(string phrase) => IsList(phrase) ? "Do" : NounNumber.Auxiliary(phrase);

    private static bool IsList(string phrase) => phrase.Contains(',', StringComparison.Ordinal) && !phrase.Split(',')[0].Contains(" of ", StringComparison.Ordinal);

    /// <summary>The last phrase of a clause: what goes on after it is cut off.</summary>
    public static string? Last(string text)
    {
        var phrase = TailPart.Replace(text.Trim().TrimEnd('.'), "");
        if (phrase.Contains(',', StringComparison.Ordinal) && !List.IsMatch(phrase))
        {
            phrase = phrase[..phrase.IndexOf(',', StringComparison.Ordinal)];
        }

        return Clean(TailPart.Replace(phrase, ""));
    }

    private static bool HasVerb(string phrase)
    {
        foreach (Match match in Verb.Matches(phrase))
        {
            if (!BeforeParticiple.Contains(match.Groups["before"].Value))
            {
                return true;
            }
        }

        return false;
    }
}
