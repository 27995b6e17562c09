using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace MedQa.Model.Tokenization.Words;

/// <summary>
/// Takes accents off: characters are decomposed (Unicode's canonical decomposition, NFD) and the non-spacing marks dropped, so that
/// é gives e and a Hangul syllable its letters. The table is our own, since .NET leaves text as it is where it runs without ICU
/// (<c>InvariantGlobalization</c>). Marks that are kept stay in the text's order.
/// </summary>
internal static class AccentStripper
{
    // Hangul syllables are decomposed by arithmetic (The Unicode Standard, section 3.12).
    private const int FirstSyllable = 0xAC00;
    private const int FirstLead = 0x1100;
    private const int FirstVowel = 0x1161;
    private const int FirstTail = 0x11A7;
    private const int Vowels = 21;
    private const int Tails = 28;
    private const int Syllables = 19 * Vowels * Tails;

    private static readonly FrozenDictionary<int, string> Bases = ReadTable();

    /// <summary>Appends what is left of a character, which may be nothing.</summary>
    public static void Append(Rune rune, StringBuilder text)
    {
        var syllable = rune.Value - FirstSyllable;
        if (syllable is >= 0 and < Syllables)
        {
            text.Append((char)(FirstLead + (syllable / (Vowels * Tails)))).Append((char)(FirstVowel + (syllable / Tails % Vowels)));
            if (syllable % Tails > 0)
            {
                text.Append((char)(FirstTail + (syllable % Tails)));
            }
        }
        else if (Bases.TryGetValue(rune.Value, out var bases))
        {
            text.Append(bases);
        }
        else if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.NonSpacingMark)
        {
            text.Append(rune);
        }
    }

    private static FrozenDictionary<int, string> ReadTable()
    {
        using var stream = typeof(AccentStripper).Assembly.GetManifestResourceStream("MedQa.Model.Tokenization.Words.decompositions.txt")!;
        using var reader = new StreamReader(stream);
        var table = new Dictionary<int, string>();
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#'))
            {
                var codes = line.Split(' ').Select(code => int.Parse(code, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToArray();
                table.Add(codes[0], string.Concat(codes.Skip(1).Select(char.ConvertFromUtf32)));
            }
        }

        return table.ToFrozenDictionary();
    }
}
