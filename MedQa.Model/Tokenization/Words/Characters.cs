using System.Buffers;
using System.Globalization;
using System.Text;

namespace MedQa.Model.Tokenization.Words;

/// <summary>Reads characters with their classes; code points past U+FFFF, which .NET's regular expressions see as two characters, count as one.</summary>
internal static class Characters
{
    /// <summary>The class of the text's first character; <paramref name="length"/> is its number of UTF-16 units.</summary>
    public static CharacterClass First(ReadOnlySpan<char> text, out int length)
    {
        if (Rune.DecodeFromUtf16(text, out var rune, out length) != OperationStatus.Done)
        {
            return CharacterClass.Other;
        }

        return Rune.IsWhiteSpace(rune) ? CharacterClass.Space : Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => CharacterClass.Letter,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => CharacterClass.Number,
            _ => CharacterClass.Other,
        };
    }

    /// <summary>How many UTF-16 units of the text, from its begin, are characters of one class; at most <paramref name="maxCharacters"/> characters.</summary>
    public static int Run(ReadOnlySpan<char> text, CharacterClass kind, int maxCharacters = int.MaxValue)
    {
        var end = 0;
        while (end < text.Length && maxCharacters-- > 0 && First(text[end..], out var length) == kind)
        {
            end += length;
        }

        return end;
    }

    /// <summary>
    /// <c>\s+(?!\S)|\s+</c>: of white space before a word the last character is left to that word, unless it is the only one.
    /// </summary>
    public static int SpaceBeforeWord(ReadOnlySpan<char> text)
    {
        var run = Run(text, CharacterClass.Space);
        return run < text.Length && run > 1 ? run - 1 : run;
    }

    /// <summary>The length of 's, 't, 're, 've, 'm, 'll or 'd at the text's begin, else 0.</summary>
    public static int Contraction(ReadOnlySpan<char> text, bool ignoreCase)
    {
        if (text.Length < 2 || text[0] != '\'')
        {
            return 0;
        }

        var first = Fold(text[1]);
        if (first is 's' or 't' or 'm' or 'd')
        {
            return 2;
        }

        return text.Length > 2 && (first, Fold(text[2])) is ('r', 'e') or ('v', 'e') or ('l', 'l') ? 3 : 0;

        // U+017F is an s when case is ignored.
        char Fold(char c) => !ignoreCase ? c : c == '\u017F' ? 's' : char.ToLowerInvariant(c);
    }
}
