using System.Globalization;
using System.Text;

namespace MedQa.Model.Tokenization.Words;

/// <summary>
/// BERT's preparation of a text (google-research/bert, <c>BasicTokenizer</c>; the tokenizers library's <c>BertNormalizer</c>), in
/// this order: control characters go and every white space becomes a space; Chinese characters get a space on both sides; accents
/// are taken off; letters become small.
/// </summary>
/// <param name="CleanText">Whether control characters go and white space is made one kind.</param>
/// <param name="SplitChinese">Whether each Chinese character is a word.</param>
/// <param name="StripAccents">Whether accents are taken off.</param>
/// <param name="Lowercase">Whether letters become small.</param>
internal sealed record BertNormalizer(bool CleanText, bool SplitChinese, bool StripAccents, bool Lowercase)
{
    /// <summary>The blocks that BERT takes for Chinese; Hangul, Hiragana and Katakana are not among them.</summary>
    private static readonly (int First, int Last)[] Chinese =
    [
        (0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F), (0x2B740, 0x2B81F), (0x2B920, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F),
    ];

    /// <summary>Prepares a text. Half a surrogate pair becomes U+FFFD.</summary>
    public string Normalize(ReadOnlySpan<char> text)
    {
        var cleaned = new StringBuilder(text.Length + 8);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!CleanText)
            {
                AppendSplit(rune, cleaned);
            }
            else if (rune.Value != 0xFFFD && !IsControl(rune))
            {
                AppendSplit(IsSpace(rune) ? new Rune(' ') : rune, cleaned);
            }
        }

        return Lower(Strip(cleaned.ToString()));
    }

    /// <summary>Unicode's White_Space.</summary>
    public static bool IsSpace(Rune rune) => Rune.IsWhiteSpace(rune);

    private static bool IsControl(Rune rune) => rune.Value is not ('\t' or '\n' or '\r') && Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate;

    private void AppendSplit(Rune rune, StringBuilder text)
    {
        if (SplitChinese && Array.Exists(Chinese, block => rune.Value >= block.First && rune.Value <= block.Last))
        {
            text.Append(' ').Append(rune).Append(' ');
        }
        else
        {
            text.Append(rune);
        }
    }

    private string Strip(string text)
    {
        if (!StripAccents || Ascii.IsValid(text))
        {
            return text;
        }

        var stripped = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            AccentStripper.Append(rune, stripped);
        }

        return stripped.ToString();
    }

    // The one letter whose small form is two characters.
    private string Lower(string text) => Lowercase ? text.Replace("\u0130", "i\u0307", StringComparison.Ordinal).ToLowerInvariant() : text;
}
