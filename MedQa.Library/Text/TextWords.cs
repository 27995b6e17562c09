using System.Globalization;
using System.Text;
using MedQa.Model.Text;

namespace MedQa.Library.Text;

/// <summary>Words as the index sees them: letters, digits and marks in a row. FTS5's <c>unicode61</c> parts texts alike.</summary>
internal static class TextWords
{
    private const string Accented = "àáâãäåāăąçćĉċčďèéêëēĕėęěĝğġģĥìíîïĩīĭįĵķĺļľñńņňòóôõöōŏőŕŗřśŝşšţťùúûüũūŭůűųŵýÿŷźżž";
    private const string Plain = "aaaaaaaaacccccdeeeeeeeeegggghiiiiiiiijklllnnnnoooooooorrrssssttuuuuuuuuuuwyyyzzz";

    /// <summary>The words of a text, in order.</summary>
    public static List<TextWord> Of(string text)
    {
        var words = new List<TextWord>();
        var start = -1;
        for (var i = 0; i < text.Length;)
        {
            var known = Rune.TryGetRuneAt(text, i, out var rune);
            var inside = known && (Rune.IsLetterOrDigit(rune) || (start >= 0 && Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark));
            if (inside && start < 0)
            {
                start = i;
            }
            else if (!inside && start >= 0)
            {
                words.Add(new(text[start..i], start));
                start = -1;
            }

            i += known ? rune.Utf16SequenceLength : 1;
        }

        if (start >= 0)
        {
            words.Add(new(text[start..], start));
        }

        return words;
    }

    /// <summary>A word's stem: small letters without accents, ended by Porter's rules.</summary>
    public static string Stem(string word) => PorterStemmer.Stem(Fold(word));

    /// <summary>A phrase's stems, parted by single spaces.</summary>
    public static string Stems(string phrase) => string.Join(' ', Of(phrase).Select(word => Stem(word.Text)));

    /// <summary>A word in small letters without accents. (String normalization is not there without ICU, so Latin letters stand in a table.)</summary>
    public static string Fold(string word)
    {
        var small = word.ToLowerInvariant();
        if (Ascii.IsValid(small))
        {
            return small;
        }

        var folded = new StringBuilder(small.Length);
        foreach (var c in small)
        {
            var place = Accented.IndexOf(c, StringComparison.Ordinal);
            if (place >= 0)
            {
                folded.Append(Plain[place]);
            }
            else if (char.GetUnicodeCategory(c) is not UnicodeCategory.NonSpacingMark)
            {
                folded.Append(c);
            }
        }

        return folded.ToString();
    }
}
