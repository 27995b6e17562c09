using System.Text.Json;
using System.Text.RegularExpressions;

namespace MedQa.Trainer.Pairs;

/// <summary>An abstract cut before its conclusion.</summary>
/// <param name="Contexts">The sections before it.</param>
/// <param name="Conclusion">The conclusion.</param>
internal sealed partial record AbstractParts(IReadOnlyList<string> Contexts, string Conclusion)
{
    private const int FewestWordsOfContext = 40;
    private const int FewestWordsOfConclusion = 6;

    /// <summary>
    /// By the section that is labelled a conclusion or an interpretation; else, in the last section, from the sentence that begins with that label; else from
    /// the first sentence of its second half that begins as a conclusion does; else the last sentence, where it holds no figure and stands by itself. Null where
    /// there is none of these, where almost nothing precedes, and for plans of a study.
    /// </summary>
    public static AbstractParts? Of(JsonElement sections)
    {
        var all = sections.EnumerateArray()
            .Select(s => (Label: s.GetProperty("label").GetString() ?? "", Text: PairText.OneLine(s.GetProperty("text").GetString()!)))
            .Where(s => s.Text.Length > 0 && !NoPart().IsMatch(s.Label)).ToArray();
        var labelled = Array.FindIndex(all, s => Conclusive().IsMatch(s.Label));
        if (labelled >= 0)
        {
            return labelled == 0 ? null : Checked(all[..labelled].Select(s => s.Text), all[labelled].Text);
        }

        if (all.Length == 0)
        {
            return null;
        }

        var sentences = Sentences.Of(all[^1].Text);
        sentences = [.. sentences.TakeWhile((s, i) => i == 0 || !Registered().IsMatch(s))];
        var start = Array.FindIndex(sentences, s => LabelInText().IsMatch(s));
        if (start < 0)
        {
            start = Array.FindIndex(sentences, sentences.Length / 2, s => Opening().IsMatch(s));
        }

        if (start < 0 && sentences.Length > 2 && !NoFinding().IsMatch(sentences[^1]))
        {
            start = sentences.Length - 1;
        }

        return start < 0 ? null : Checked([.. all[..^1].Select(s => s.Text), string.Join(' ', sentences[..start])], string.Join(' ', sentences[start..]));
    }

    private static AbstractParts? Checked(IEnumerable<string> contexts, string conclusion)
    {
        var kept = contexts.Where(c => c.Length > 0).ToArray();
        var cleaned = PairText.Capitalised(Lead().Replace(string.Join(' ', Sentences.Of(conclusion).TakeWhile(s => !Registered().IsMatch(s))), ""));
        return kept.Sum(Words) < FewestWordsOfContext || Words(cleaned) < FewestWordsOfConclusion || Plan().IsMatch(cleaned) || Plan().IsMatch(kept[^1]) ? null : new AbstractParts(kept, cleaned);
    }

    private static int Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;

    /// <summary>A figure is a result; the others lean on the sentence before, or look ahead.</summary>
    [GeneratedRegex(@"\d|^(?:However|Moreover|In addition|Additionally|Furthermore|Future|Further|More|Additional|As a|There will|This|These|They|It|Both|Also|Nevertheless|Such|Most|All|Two|Three|Data|No serious|The (?:study|trial) was)\b", RegexOptions.CultureInvariant)]
    private static partial Regex NoFinding();

    [GeneratedRegex(@"^(?:conclusions?(?: and \w+(?=[:.]))?|in conclusion|in summary|to conclude|interpretation)[\s,:.;-]+(?:we conclude that )?", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Lead();

    [GeneratedRegex(@"conclusion|interpretation", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Conclusive();

    [GeneratedRegex(@"registration|material|funding|identifier|level of evidence|keywords|abbreviation", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NoPart();

    /// <summary>"Conclusions:", "Conclusion.", "CONCLUSIONS The", before running text; not "Conclusions of earlier trials".</summary>
    [GeneratedRegex(@"^(?:[Cc]onclusions?|CONCLUSIONS?)(?: and \w+)?(?:[:.\u2013\u2014-]|\s+\p{Lu})", RegexOptions.CultureInvariant)]
    private static partial Regex LabelInText();

    [GeneratedRegex(@"^(?:In (?:conclusion|summary)|To conclude|Overall,|Taken together|Collectively|Thus,|Therefore,|(?:We|It is|It was) conclude|(?:These|Our|The|The present|The current|This) (?:\w+ )?(?:results?|findings|data|study|observations?|trial) (?:\w+ )?(?:suggests?|suggested|indicates?|indicated|demonstrates?|demonstrated|shows?|showed|supports?|supported|provides?|confirms?|confirmed|reveal\w*|highlight\w*)|We (?:\w+ )?(?:demonstrate|show|suggest|found)|(?:The )?(?:[Cc]onclusions?|authors conclude)|(?:These|Our|The|Present|This)\b.{0,80}\b(?:results?|findings|data|stud(?:y|ies)|trial|observations?)\b.{0,60}\b(?:suggest|indicate|demonstrate|support|confirm|impl)|Given |Hence,? )", RegexOptions.CultureInvariant)]
    private static partial Regex Opening();

    [GeneratedRegex(@"^(?:(?:Clinical )?[Tt]rials? [Rr]egist|Clinical ?[Tt]rials?\.?[Gg]ov|ISRCTN|NCT\d|Registration|Registered|Funding|[Kk]ey ?[Ww]ords|Trial No|This trial (?:is|was) registered|The (?:trial|study) (?:is|was) registered|Current Controlled)", RegexOptions.CultureInvariant)]
    private static partial Regex Registered();

    /// <summary>What only the plan of a study says of itself.</summary>
    [GeneratedRegex(@"\b(?:[Tt]his|[Tt]he|[Oo]ur) (?:\w+ ){0,3}(?:trial|study|results|findings|project|research) (?:will|aims?)\b|\bwill be (?:randomi|recruited|assessed|measured|the first|conducted|evaluated|analy|compared|collected|performed|allocated|enrolled|invited)", RegexOptions.CultureInvariant)]
    private static partial Regex Plan();
}
