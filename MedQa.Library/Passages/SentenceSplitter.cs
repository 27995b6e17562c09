using MedQa.Library.Documents;

namespace MedQa.Library.Passages;

/// <summary>
/// Finds sentences in English text by rules. A paragraph's end (a line feed) always ends a sentence; so an item of a list is a sentence
/// at least. Inside a paragraph a sentence ends at <c>. ! ? …</c>, with the quotes and brackets that close after it, where white space
/// follows, but not where
/// <list type="bullet">
/// <item>the next word begins with a small letter, unless it is of mixed case (<c>pH</c>, <c>mRNA</c>);</item>
/// <item>it is the full stop of a list's mark (<c>1. Rest</c>);</item>
/// <item>it ends an abbreviation before a name (<c>Dr. Lee</c>, <c>e.g. Warfarin</c>), or before a number (<c>No. 5</c>);</item>
/// <item>it ends an abbreviation that may be last in a sentence (<c>5 p.m.</c>, <c>et al.</c>) and no capital follows;</item>
/// <item>it ends letters with stops between (<c>U.S.</c>, <c>M.D.</c>) and no word follows that often begins a sentence;</item>
/// <item>it ends a single letter (<c>J. Lee</c>, <c>E. coli</c>), unless a word that takes one stands before (<c>vitamin C.</c>) or a sign (<c>38 °C.</c>).</item>
/// </list>
/// A stop inside a number or a word (<c>2.5</c>, <c>www.who.int</c>) has no white space after it. Statistical splitters (Kiss and Strunk,
/// 2006, Computational Linguistics 32(4)) learn abbreviations from a large text; a library may be one leaflet. Thread-safe.
/// </summary>
public static class SentenceSplitter
{
    private const string Closers = "\"')]}\u201d\u2019\u00bb";
    private const string Openers = "\"'([{\u201c\u2018\u00ab";

    /// <summary>The sentences of a text, in order, without the white space around them.</summary>
    /// <param name="text">Paragraphs parted by line feeds.</param>
    public static IReadOnlyList<TextSpan> Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var sentences = new List<TextSpan>();
        for (var start = 0; start < text.Length;)
        {
            var feed = text.IndexOf('\n', start);
            var end = feed < 0 ? text.Length : feed;
            SplitParagraph(text, start, end, sentences);
            start = end + 1;
        }

        return sentences;
    }

    /// <summary>
    /// Whether what is known of a sentence decides that it begins there: no character put behind the text joins it to the sentence before.
    /// </summary>
    /// <param name="text">A text that may go on.</param>
    /// <param name="start">Where <see cref="Split"/> lets a sentence begin that is not its paragraph's first.</param>
    internal static bool IsSettled(string text, int start)
    {
        while (start < text.Length && Openers.Contains(text[start], StringComparison.Ordinal))
        {
            start++;
        }

        return start + Word(text, start, text.Length).Length < text.Length;
    }

    private static void SplitParagraph(string text, int start, int end, List<TextSpan> sentences)
    {
        var first = start;
        for (var i = start + ListMark.Length(text.AsSpan(start, end - start)); i < end; i++)
        {
            if (text[i] is not ('.' or '!' or '?' or '\u2026'))
            {
                continue;
            }

            var close = i + 1;
            while (close < end && (Closers.Contains(text[close], StringComparison.Ordinal) || text[close] is '.' or '!' or '?' or '\u2026'))
            {
                close++;
            }

            if (close < end && char.IsWhiteSpace(text[close]) && Ends(text, first, i, close, end))
            {
                Add(text, first, close, sentences);
                first = close;
            }

            i = close - 1;
        }

        Add(text, first, end, sentences);
    }

    /// <param name="text">The text.</param>
    /// <param name="first">Where the sentence begins.</param>
    /// <param name="stop">Where its first closing mark is.</param>
    /// <param name="close">The white space after the closing marks.</param>
    /// <param name="end">The paragraph's end.</param>
    private static bool Ends(string text, int first, int stop, int close, int end)
    {
        var next = close;
        while (next < end && char.IsWhiteSpace(text[next]))
        {
            next++;
        }

        var word = next;
        while (word < end && Openers.Contains(text[word], StringComparison.Ordinal))
        {
            word++;
        }

        var following = Word(text, word, end);
        if (following.Length > 0 && char.IsLower(following[0]) && !following.Any(char.IsUpper))
        {
            return false;
        }

        // Only a lone full stop can be an abbreviation's, and one that a bracket closes after is a sentence's.
        return text[stop] != '.' || close > stop + 1 || EndsAtStop(text, first, stop, following, opened: word > next);
    }

    private static bool EndsAtStop(string text, int first, int stop, string following, bool opened)
    {
        var begin = stop;
        while (begin > first && (char.IsLetterOrDigit(text[begin - 1]) || (text[begin - 1] == '.' && begin < stop)))
        {
            begin--;
        }

        var last = text[begin..stop];
        var small = last.ToLowerInvariant();
        var number = following.Length > 0 && char.IsDigit(following[0]);
        var capital = following.Length > 0 && char.IsUpper(following[0]);
        if (Abbreviations.GoesBeforeAName(small))
        {
            return false;
        }

        if (Abbreviations.GoesBeforeANumber(small))
        {
            return !number;
        }

        if (Abbreviations.MayEnd(small))
        {
            return capital && !(opened && small == "al");
        }

        if (last.Length > 1 && IsDotted(last))
        {
            return Abbreviations.Starts(following.ToLowerInvariant());
        }

        var afterASign = begin > first && !char.IsWhiteSpace(text[begin - 1]) && !Openers.Contains(text[begin - 1], StringComparison.Ordinal) && text[begin - 1] != '-';
        return last.Length != 1 || !char.IsLetter(last[0]) || afterASign || Abbreviations.TakesALetter(WordBefore(text, first, begin));
    }

    /// <summary>Letters with stops between, at most three at a time: <c>U.S</c>, <c>Ph.D</c>.</summary>
    private static bool IsDotted(string word) => word.Contains('.', StringComparison.Ordinal) && Array.TrueForAll(word.Split('.'), part => part.Length is > 0 and < 4 && part.All(char.IsLetter));

    private static string Word(string text, int start, int end)
    {
        var stop = start;
        while (stop < end && char.IsLetterOrDigit(text[stop]))
        {
            stop++;
        }

        return text[start..stop];
    }

    private static string WordBefore(string text, int first, int begin)
    {
        var end = begin;
        while (end > first && char.IsWhiteSpace(text[end - 1]))
        {
            end--;
        }

        var start = end;
        while (start > first && char.IsLetter(text[start - 1]))
        {
            start--;
        }

        return text[start..end].ToLowerInvariant();
    }

    private static void Add(string text, int start, int end, List<TextSpan> sentences)
    {
        while (start < end && char.IsWhiteSpace(text[start]))
        {
            start++;
        }

        while (end > start && char.IsWhiteSpace(text[end - 1]))
        {
            end--;
        }

        if (end > start)
        {
            sentences.Add(new(start, end - start));
        }
    }
}
