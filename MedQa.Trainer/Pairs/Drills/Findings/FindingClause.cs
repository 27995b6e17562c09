using System.Globalization;
using System.Text.RegularExpressions;

namespace MedQa.Trainer.Pairs.Drills.Findings;

/// <summary>A sentence's first clause as findings are read from it: without what leads in, without brackets and figures.</summary>
/// <param name="Text">The clause, its first word small unless it is a name.</param>
/// <param name="Added">A phrase that led in, as "at baseline", with a space before it; empty where there is none.</param>
/// <param name="Doubts">Whether the sentence says that something is not significant, or has a P value that says so.</param>
/// <param name="Proves">Whether the sentence has a P value below 0.05.</param>
internal sealed record FindingClause(string Text, string Added, bool Doubts, bool Proves)
{
    private const int LongestSentence = 420;
    private const int MostBrackets = 3;
    private const double Level = 0.05;

    private static readonly Regex Innermost = FindingPattern.Of(@" \([^()]*\)| \[[^\[\]]*\]");

    private static readonly Regex Connector = FindingPattern.Of(
        @"^(?:however|moreover|furthermore|in addition|additionally|overall|also|likewise|similarly|interestingly|in conclusion|conclusions?:|in summary|thus|therefore|hence|finally|further|importantly|notably|of note|in contrast|conversely|on the other hand|nevertheless|nonetheless|consequently|accordingly|as expected|as hypothesi[sz]ed|surprisingly|unexpectedly|specifically|in particular|in general|generally|first|second|secondly|in fact|indeed|again|in (?:this|our|the present|the current) (?:\w+ )?(?:study|trial|analysis|cohort|population|experiment|investigation|sample|research)|results?:|findings:|taken together|to our knowledge|by contrast|on average|collectively|meanwhile|after all|to summari[sz]e)[,:] ",
        RegexOptions.IgnoreCase);

    private static readonly Regex Frame = FindingPattern.Of(
        @"^(?:(?:we|the authors) (?:have |also |further |clearly |therefore |could )*(?:found|find|observed|showed|shown|show|demonstrated|demonstrate|noted|conclude|concluded|report|confirmed|confirm|reported|noticed)|(?:(?:the|these|this|our|their) )?(?:present |current |main |overall |\w+ )?(?:study|trial|results?|findings?|data|analys[ie]s|research|experiment|work|tests?|comparisons?)(?: (?:of|from|in) (?:this|our|the) (?:\w+ )?(?:study|trial|analysis))? (?:have |has |also |further |clearly )*(?:showed|shown|shows?|demonstrated?|demonstrates|revealed|reveals?|indicated?|indicates|found|confirmed|confirms?|suggests?|suggested)|it (?:was|has been) (?:also )?(?:found|observed|shown|demonstrated|noted|seen)) that ",
        RegexOptions.IgnoreCase);

    private static readonly Regex Leading = FindingPattern.Of(
        @"^(?<phrase>(?:in|at|after|during|among|for|within|on|following|compared with|compared to|when compared with|by|from|before|between|over|throughout|with) [^,;:]{2,70}), (?<rest>.+)$", RegexOptions.IgnoreCase);

    private static readonly Regex BackReference = FindingPattern.Of(
        @"\b(?:this|these|those|that|such|their|its|our|we|it|they|contrast|addition|fact|line|accordance|agreement|keeping|order|general|particular|conclusion|summary|comparison|contrary|same|both of|respect|terms|regard|view|other|conjunction|instance|example|hand|first|table|fig\w*|was|were|had|is|are)\b|[<>=±%()\[\]]", RegexOptions.IgnoreCase);

    private static readonly Regex Contrast = FindingPattern.Of(
        @"(?:,|;)? (?:but|however|although|though|while|whereas|despite|yet|nor|albeit|in spite of|even though|because|whilst)\b");

    /// <summary>What takes something out of what the clause says, wherever it stands.</summary>
    private static readonly Regex Exception = FindingPattern.Of(@"\b(?:except\w*|unless|until|only|apart from|other than|rather than|instead of|regardless|irrespective|neither|nor|without|first and|either|not all|some of|none|few|hardly)\b", RegexOptions.IgnoreCase);

    private static readonly Regex SecondClause = FindingPattern.Of(
        @"; |: | – | — |, (?:and|with|which|where|who|as|so|thus|thereby|indicating|suggesting|resulting|reflecting|due|because|since|either|including|particularly|especially|respectively|namely|there|we|p|P|a|an|it|this|these|they|the|although|both|irrespective|regardless|based|such|even|from|corresponding|ranging|adjusted|mean|median|95) ");

    private static readonly Regex Hedge = FindingPattern.Of(
        @"\b(?:may|might|could|can|would|should|seem\w*|appear\w*|suggest\w*|likely|hypothes\w+|expected|aim\w*|if|whether|possib\w+|probabl\w+|potential\w*|perhaps|needed to|power to|sample size|will|according to|believed|thought|assum\w+|in order to|intended|designed to|calculated|expect|to detect|question\w*|unclear|unknown|et al|previous\w*|prior studies|other studies|literature|meta-analys\w+|systematic review|reviews?|authors|interact\w*)\b",
        RegexOptions.IgnoreCase);

    private static readonly Regex Insignificant = FindingPattern.Of(
        @"\b(?:not|no|non|without|nor|neither|nothing|none|never)\b.{0,40}\bsignifican|n(?:on|ot)-?significan|\bNS\b|\bn\.s\.|\bns\b|insignifican|(?:not|failed to|fail to|never) (?:reach|attain)|numerical|\btrend|marginal|borderline|slight|no longer|disappear|tended|tendency|lost significance|somewhat|negligible|small(?: and|,) ",
        RegexOptions.IgnoreCase);

    /// <summary>An interval from below nothing to above it: "95% CI -125 to 501".</summary>
    private static readonly Regex SpansNothing = FindingPattern.Of(@"\bCI\b[^\d;)]{0,6}[\u2212\u2013-]\s?[£$€]?[0-9][0-9.,]*%?(?: \([^)]*\))?\s?(?:to|and|;|,)\s?\+?[£$€]?[0-9]");

    private static readonly Regex Value = FindingPattern.Of(@"\b[pP](?:[- ]?values?)?(?: for (?:trend|difference|interaction))?\s?(?<sign>[<>=≤≥⩽⩾]|&lt;|&gt;)\s?(?<value>[01]?[.·,][0-9]+|0|1\b)");

    private static readonly Regex Always = FindingPattern.Of("^(?:No|There|We|The|A|An|Neither|Significant|Statistically|Both|In|At|After|During|All|Mean|Median|Compared|Among|For|Within|This|These|Those|That|Such|It|Its|They|Their|He|She|His|Her|Our|Although|Though|While|Whereas|Despite|Because|Since|When|If|As|Most|Many|Some|Few|Each|One|Two|Three|Only)\\b");

    /// <summary>The clause, or null where the sentence is too long, asks, hedges, leans on another or is not whole.</summary>
    /// <param name="sentence">On one line.</param>
    /// <param name="isSmall">Whether a word occurs in small letters elsewhere, and so is no name.</param>
    public static FindingClause? Of(string sentence, Func<string, bool> isSmall)
    {
        if (sentence.Length > LongestSentence || !sentence.EndsWith('.') || sentence.Contains('?', StringComparison.Ordinal) || Hedge.IsMatch(sentence) || Exception.IsMatch(sentence))
        {
            return null;
        }

        var text = sentence[..^1];
        for (var i = 0; i < MostBrackets && Innermost.IsMatch(text); i++)
        {
            text = Innermost.Replace(text, "");
        }

        text = PairText.OneLine(text).Replace(" ,", ",", StringComparison.Ordinal);
        text = Frame.Replace(Connector.Replace(Connector.Replace(text, ""), ""), "");
        var added = "";
        if (Leading.Match(text) is { Success: true } lead)
        {
            var phrase = lead.Groups["phrase"].Value;
            if (BackReference.IsMatch(phrase))
            {
                return null;
            }

            added = " " + PairText.Small(phrase);
            text = lead.Groups["rest"].Value;
            text = Frame.Replace(text, "");
        }

        if (Contrast.Match(" " + text) is { Success: true } contrast)
        {
            text = contrast.Index < 1 ? "" : text[..(contrast.Index - 1)];
        }

        if (SecondClause.Match(text) is { Success: true } second && !LeavesAList(text, second))
        {
            text = text[..second.Index];
        }

        text = text.Trim();
        if (text.Length == 0 || text.IndexOfAny(['(', ')', '[', ']']) >= 0)
        {
            return null;
        }

        var word = text.Split(' ', ',', '\'', '\u2019')[0];
        var isCommon = Always.IsMatch(text) || (PairText.IsCommonWord(word) && word.Split('-').All(w => isSmall(w.ToLowerInvariant())));
        var (doubts, proves) = Values(sentence);
        return new FindingClause(isCommon ? PairText.Small(text) : text, added, doubts || Insignificant.IsMatch(sentence) || SpansNothing.IsMatch(sentence), proves);
    }

    /// <summary>"A, B, and C" goes on after the comma, unless there is a verb.</summary>
    private static bool LeavesAList(string text, Match second) => second.Value is ", and " && text[..second.Index].Contains(", ", StringComparison.Ordinal);

    private static (bool Doubts, bool Proves) Values(string sentence)
    {
        var (doubts, proves) = (false, false);
        foreach (Match match in Value.Matches(sentence))
        {
            var number = double.Parse(match.Groups["value"].Value.Replace('·', '.').Replace(',', '.'), CultureInfo.InvariantCulture);
            var isAbove = match.Groups["sign"].Value is ">" or "&gt;" or "≥" or "⩾";
            var isBelow = match.Groups["sign"].Value is "<" or "&lt;" or "≤" or "⩽";
            doubts |= isAbove ? number >= 0.04 : !isBelow && number > Level;
            proves |= !isAbove && number <= Level;
        }

        return (doubts, proves);
    }
}
