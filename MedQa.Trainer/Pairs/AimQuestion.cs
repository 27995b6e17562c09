using System.Text.RegularExpressions;

namespace MedQa.Trainer.Pairs;

/// <summary>
/// Turns the sentence of an abstract that states its aim into a yes/no question: the clause after "to determine whether" by
/// <see cref="ClauseQuestion"/>, the noun phrase after "the aim was to assess" by <see cref="PhraseQuestion"/>.
/// </summary>
internal static partial class AimQuestion
{
    /// <summary>The question of the first sentence that gives one, or null. Sentences of more than <see cref="PairText.LongestPhrase"/> characters give none.</summary>
    public static AskedQuestion? Of(IEnumerable<string> sections)
    {
        foreach (var sentence in sections.SelectMany(Sentences.Of).Where(s => s.Length <= PairText.LongestPhrase))
        {
            if (Whether().Match(sentence) is { Success: true } whether && ClauseQuestion.Ask(whether.Groups["clause"].Value) is (var asked, false))
            {
                return new AskedQuestion(asked, "aim");
            }

            if (Purpose().IsMatch(sentence) && Studied().Match(sentence) is { Success: true } studied
                && Ask(studied.Groups["verb"].Value, Tail().Split(studied.Groups["phrase"].Value)[0]) is { } question)
            {
                return question;
            }
        }

        return null;
    }

    private static AskedQuestion? Ask(string verb, string phrase) =>
        PhraseQuestion.Ask(verb.StartsWith("compar", StringComparison.Ordinal) ? "comparison of " + phrase : phrase, "aim");

    [GeneratedRegex(@"(?:\b(?:(?:determin|assess|evaluat|investigat|examin|test|explor|stud|establish|ascertain|compar|analy[sz]|ask|question|see|verif|identif|clarif|observ|evaluat|elucidat|confirm|address|know|find out|look)\w*|find out) (?:whether(?: or not)?|if) |\b(?:hypothesi[sz]ed|hypothes[ie]s(?: was| is)?|to (?:show|demonstrate|prove)) that )(?<clause>.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Whether();

    [GeneratedRegex(@"\b(?:aim|aims|aimed|objectives?|purpose|goal|sought|designed|conducted|undertaken|performed)\b|^(?:\w+: ?)?To |\b[Ww]e (?:\w+ )?(?:assessed|evaluated|investigated|examined|studied|compared|tested|explored|determined|assess|evaluate|investigate|examine|compare|study)\b|\b[Tt]his (?:\w+ )?(?:study|trial|article|paper) (?:assess|evaluat|investigat|examin|compar|test|explor)", RegexOptions.CultureInvariant)]
    private static partial Regex Purpose();

    [GeneratedRegex(@"\b(?<verb>assess|evaluate|investigate|examine|determine|study|explore|test|measure|compare|analy[sz]e|establish|quantify|elucidate|estimate|clarify|verify|assessed|evaluated|investigated|examined|studied|compared|tested|explored|assesses|evaluates|investigates|examines|compares|evaluating|comparing|investigating|assessing)(?: and (?:compare|evaluate|assess|quantify|describe|determine))? (?!(?:was|is|were|has|will|to)\b)(?<phrase>(?:the |an? )?(?:[\w-]+ ){0,4}?(?:effects?|impacts?|influence|efficacy|effectiveness|cost-effectiveness|safety|tolerability|feasibility|acceptability|usefulness|utility|benefits?|associations?|relationships?|role)\b.+|(?<=compar\w+ ).+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Studied();

    [GeneratedRegex(@";|,? and (?:whether|if|to|its|their|also|we|provide|describe|report|identify)\b|, (?:as well as|which|using|in order|by|with the|so|thereby)\b| (?:using|by means of|through a|in order to|in a (?:randomi|double|placebo|single|multi|prospective|phase|pilot|cross)\S*|as (?:assessed|measured|determined)|measured|assessed|with respect to|in terms of|with regard to|when compared|at \d|between (?:January|February|March|April|May|June|July|August|September|October|November|December))\b.*", RegexOptions.CultureInvariant)]
    private static partial Regex Tail();
}
