using System.Text.RegularExpressions;

namespace MedQa.Trainer.Pairs.Reading;

/// <summary>A sentence of a page.</summary>
/// <param name="Text">On one line.</param>
/// <param name="Words">How many words.</param>
/// <param name="Stems">The stems of its content words, each once, as <see cref="Vocabulary"/> numbers them.</param>
internal sealed partial record PageSentence(string Text, int Words, int[] Stems)
{
    private const int FewestWords = 6;
    private const int MostWords = 45;
    private const int LongestText = 400;

    /// <summary>Whether it needs the sentence before it to be understood: it begins with a pronoun or a connective.</summary>
    public bool Leans => Leaning().IsMatch(Text);

    /// <summary>Whether it can be an answer: a whole sentence of running text, of moderate length, that points at nothing outside.</summary>
    public bool CanAnswer => Words is >= FewestWords and <= MostWords && Text.Length <= LongestText && Whole().IsMatch(Text) && !Pointing().IsMatch(Text)
        && Text.Count(c => c == '(') == Text.Count(c => c == ')') && 5 * Text.Count(char.IsDigit) < Text.Length;

    [GeneratedRegex(@"^(?:It|Its|They|Their|Them|This|These|Those|That|He|His|She|Her|Such|However|Also|In addition|Additionally|Other|Others|Another|Both|Moreover|Furthermore|For example|For instance|Therefore|Thus|But|And|Or|So|Then|Instead|Similarly|In contrast|In these|In this|In such|As a result|Because of (?:this|these)|Some of|Most of|All of|One of (?:these|them)|Each of|Rarely|Less commonly|Sometimes,|Usually,|Often,|Over time,)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Leaning();

    [GeneratedRegex(@"^[\p{Lu}\d""\u201C].*[.!?][""\u201D)]?$", RegexOptions.CultureInvariant)]
    private static partial Regex Whole();

    [GeneratedRegex(@"https?:|www\.|\bclick\b|\bFigure\b|\bFig\.|\bTable \d|\bSee (?:the|also)\b|\b(?:above|below|following) (?:list|table|figure)|\bthis (?:page|section|site|summary|paper|article)\b|\[\d|\bet al\b|©|\|", RegexOptions.CultureInvariant)]
    private static partial Regex Pointing();
}
