using System.Text.RegularExpressions;

namespace MedQa.Trainer.Pairs.Reading;

/// <summary>Makes a question of one sentence, by the form that it has.</summary>
internal sealed partial class SentenceQuestions(ReadingCorpus corpus, KeywordQuestions keywords)
{
    private const int MostSlotWords = 14;
    private const int MostSubjectWords = 9;

    /// <summary>The question, and whether it is a yes/no question; null where no form fits.</summary>
    public (ReaderQuestion Question, bool IsYesNo)? Of(Page page, PageSentence sentence, PairRandom random)
    {
        var text = Aside().Replace(sentence.Text, "").TrimEnd('.', '!', '?');
        var fits = SentenceRules.All.Where(r => !r.IsOfStudies || page.Source is not ("medquad" or "definitions")).Select(r => (Rule: r, Match: r.Match(text))).Where(f => f.Match is not null).ToArray();
        foreach (var (rule, match) in random.Shuffled(fits))
        {
            var wordings = random.Shuffled(rule.Wordings);
            if (wordings.Select(w => Filled(w, page, sentence, match!, random)).FirstOrDefault(q => q is not null) is var (question, wanted))
            {
                int[] stems = corpus.Vocabulary.Stems(wanted);
                return stems.Length == 0 ? null : (new ReaderQuestion(question, "", stems, rule.Cue) { IsBroad = rule.IsBroad }, rule.IsYesNo);
            }
        }

        return null;
    }

    /// <summary>A wording with its slots filled, and what the slots hold; null where one has nothing that can stand in a question.</summary>
    private (string Question, string Wanted)? Filled(string wording, Page page, PageSentence sentence, Match match, PairRandom random)
    {
        var wanted = new List<string>();
        var isWhole = !match.Groups["s"].Success || Subject(match.Groups["s"].Value, page) is not null;
        var question = Slot().Replace(wording, slot =>
        {
            var name = slot.Groups[1].Value;
            var value = name switch
            {
                "title" => page.Source == "medquad" ? page.Subject : null,
                "k" => keywords.Words(page, sentence, 2, random),
                "be" or "aux" or "Aux" or "u" or "t" => match.Groups[name.ToLowerInvariant()].Value,
                "s" => Subject(match.Groups["s"].Value, page),
                "c" => AsMine(match.Groups["c"].Value),
                _ => Part(match.Groups[name].Value) is { } part ? AsMine(PairText.IsCommonWord(part) ? PairText.Small(part) : part) : null,
            };
            if (string.IsNullOrWhiteSpace(value))
            {
                isWhole = false;
                return "";
            }

            if (name is not ("be" or "aux" or "Aux" or "u" or "t"))
            {
                wanted.Add(value);
            }

            return name == "Aux" ? PairText.Capitalised(value) : value;
        });
        return isWhole ? (question, wanted.Count > 0 ? string.Join(' ', wanted) : sentence.Text) : null;
    }

    /// <summary>A sentence's subject as a question names it; the page's title for a pronoun.</summary>
    private string? Subject(string text, Page page)
    {
        if (Pronoun().IsMatch(text))
        {
            return page.Source is "medquad" or "definitions" && Vocabulary.WordCount(page.Subject) <= MostSubjectWords ? page.Subject : null;
        }

        return Vocabulary.WordCount(text) <= MostSubjectWords && !Clause().IsMatch(text) ? InText(text) : null;
    }

    private static string? Part(string text)
    {
        var words = text.Trim().Split(' ');
        var part = Trailing().Replace(string.Join(' ', words.Take(MostSlotWords)), "");
        return words.Length > MostSlotWords || Back().IsMatch(part) || part.Length < 3 ? null : part;
    }

    /// <summary>Said by the reader of themselves: "you have" becomes "I have".</summary>
    private static string AsMine(string clause)
    {
        var text = clause.Trim();
        text = YouAre().Replace(text, "I am");
        text = Your().Replace(text, "my");
        text = Yourself().Replace(text, "myself");
        return You().Replace(text, "I");
    }

    /// <summary>A sentence's beginning as it stands within one: small where its first word occurs small.</summary>
    private string InText(string text)
    {
        var trimmed = text.Trim();
        return corpus.Small.Contains(FirstWord().Match(trimmed).Value.ToLowerInvariant()) && PairText.IsCommonWord(trimmed) ? PairText.Small(trimmed) : trimmed;
    }

    [GeneratedRegex(@"\{(\w+)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Slot();

    [GeneratedRegex(@"\s*\([^()]*\)", RegexOptions.CultureInvariant)]
    private static partial Regex Aside();

    [GeneratedRegex(@"^(?:It|They|This|These|Those|He|She|This (?:condition|disease|disorder|syndrome)|The (?:condition|disease|disorder|syndrome))$", RegexOptions.CultureInvariant)]
    private static partial Regex Pronoun();

    /// <summary>A subject that is a clause, points back or begins with an adverbial.</summary>
    [GeneratedRegex(@"^(?:It|They|This|These|Those|That|He|She|We|I|There|Here|However|Also|In|At|On|If|When|While|Although|Because|As|For|By|With|From|During|After|Before|Such|Its|Their|Other|Another|Both|Each|Which|What|Who|Our|To|Thus|Therefore|But|And)\b|\b(?:which|that|who|whose|where|is|are|was|were|has|have|had|showed|shows?|suggests?|suggested|found|indicates?)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Clause();

    [GeneratedRegex(@"^(?:it|they|this|these|those|them|their|its|such)\b|\b(?:this|these|those) \w+$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Back();

    [GeneratedRegex(@"(?: (?:and|or|but|because|that|which|who|when|if|to|of|in|for|with|by|as|the|a|an|than|such as|including))+$", RegexOptions.CultureInvariant)]
    private static partial Regex Trailing();

    [GeneratedRegex(@"\byou are\b|\byou're\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex YouAre();

    [GeneratedRegex(@"\byour\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Your();

    [GeneratedRegex(@"\byourself\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Yourself();

    [GeneratedRegex(@"\byou\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex You();

    [GeneratedRegex(@"^[\p{L}]+", RegexOptions.CultureInvariant)]
    private static partial Regex FirstWord();
}
