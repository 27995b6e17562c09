using System.Globalization;
using MedQa.Library.Documents;
using MedQa.Library.Text;

namespace MedQa.Library.Grounding;

/// <summary>
/// What counts when two sentences are compared: their words and signs in order. Case, accents, white space, punctuation, the form of quotes and
/// a list's mark do not count; a mark between two digits (<c>2.5</c>, <c>120/80</c>), the point of <c>.5</c>, a minus, a question mark and signs (<c>%</c>, <c>&lt;</c>) do.
/// </summary>
internal static class SupportWords
{
    private const string Punctuation = ".,;:!\"'()[]{}-\u2010\u2011\u2012\u2013\u2014\u2026\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb*\u2022_`";

    private const string Dashes = "-\u2010\u2011\u2012\u2013\u2212";

    /// <summary>The words and signs of a sentence.</summary>
    public static string[] Of(string sentence)
    {
        var words = new List<string>();
        var end = ListMark.Length(sentence);
        foreach (var word in TextWords.Of(sentence))
        {
            if (word.Start < end)
            {
                continue;
            }

            AddSigns(sentence, end, word.Start, words);
            words.Add(TextWords.Fold(word.Text));
            end = word.End;
        }

        AddSigns(sentence, end, sentence.Length, words);
        return [.. words];
    }

    private static void AddSigns(string sentence, int start, int end, List<string> words)
    {
        for (var i = start; i < end; i++)
        {
            var c = sentence[i];
            if (!char.IsWhiteSpace(c) && char.GetUnicodeCategory(c) != UnicodeCategory.Format
                && (!Punctuation.Contains(c, StringComparison.Ordinal) || IsInNumber(sentence, i) || IsMinus(sentence, i)))
            {
                words.Add(Dashes.Contains(c, StringComparison.Ordinal) ? "-" : c.ToString());
            }
        }
    }

    /// <summary><c>2.5</c>, <c>120/80</c>, <c>.5</c></summary>
    private static bool IsInNumber(string sentence, int at) => IsDigit(sentence, at + 1)
        && (IsDigit(sentence, at - 1) || (sentence[at] is '.' or ',' && !(at > 0 && char.IsLetterOrDigit(sentence[at - 1]))));

    /// <summary><c>-20</c>, <c>-.5</c>; no letter or digit stands before it.</summary>
    private static bool IsMinus(string sentence, int at) => Dashes.Contains(sentence[at], StringComparison.Ordinal)
        && (IsDigit(sentence, at + 1) || (at + 1 < sentence.Length && sentence[at + 1] is '.' or ',' && IsDigit(sentence, at + 2)))
        && (at == 0 || !char.IsLetterOrDigit(sentence[at - 1]));

    private static bool IsDigit(string sentence, int at) => at >= 0 && at < sentence.Length && char.IsDigit(sentence[at]);
}
