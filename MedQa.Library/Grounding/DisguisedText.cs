using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace MedQa.Library.Grounding;

/// <summary>
/// Readings of a text that was written so that rules do not see what it says: letters of other scripts that look alike, letters without a
/// width between, single letters with spaces between, digits for letters, base64, hexadecimal numbers, percent signs and escapes, ROT13, backwards.
/// </summary>
internal static partial class DisguisedText
{
    private static readonly (string Alike, string Latin)[] Alikes =
        [("аеорсухіѕјԁһӏАВЕКМНОРСТХІЅЈ", "aeopcyxisjdhlABEKMHOPCTXISJ"), ("αοερτυνικΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "aoeptuvikABEZHIKMNOPTYX"), ("013457@$", "oieastas")];

    // One of these words stands in nearly every order; a text without any of them, turned, is not turned back.
    private static readonly string[] Telling = ["ignore", "disregard", "forget", "instruct", "previous", "system", "prompt", "answer", "assistant", "pretend", "respond"];

    private static readonly SearchValues<string> Rotated = SearchValues.Create([.. Telling.Select(Rot13)], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> Backwards = SearchValues.Create([.. Telling.Select(Reversed)], StringComparison.OrdinalIgnoreCase);

    /// <summary>The text itself, and what it may have been made from.</summary>
    public static IEnumerable<string> Readings(string text)
    {
        yield return text;
        var (clean, latin) = (text, text);
        if (!Ascii.IsValid(text) || text.AsSpan().ContainsAny("_\t\n\0") || text.Contains("  ", StringComparison.Ordinal))
        {
            yield return clean = Clean(text);
            yield return latin = Replace(clean, Alikes[0], Alikes[1]);
        }

        if (Spaced().IsMatch(latin))
        {
            yield return Spaced().Replace(latin, match => string.Concat(Gap().Split(match.Value)));
        }

        if (Leet().IsMatch(latin))
        {
            yield return Replace(latin, Alikes[2]);
        }

        foreach (var decoded in Encoded(clean))
        {
            yield return decoded;
        }

        if (clean.AsSpan().ContainsAny(Rotated))
        {
            yield return Rot13(clean);
        }

        if (clean.AsSpan().ContainsAny(Backwards))
        {
            yield return Reversed(clean);
        }
    }

    /// <summary>Full-width forms undone, characters without a width left out, white space and hyphens of all kinds made plain.</summary>
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var written in text)
        {
            // Full-width forms of ASCII.
            var c = written is >= '\uff01' and <= '\uff5e' ? (char)(written - 0xfee0) : written;
            var category = char.GetUnicodeCategory(c);
            if (category is UnicodeCategory.Format or UnicodeCategory.NonSpacingMark or UnicodeCategory.Control && !char.IsWhiteSpace(c))
            {
                continue;
            }

            clean.Append(char.IsWhiteSpace(c) || c is '_' or '\u00a0' ? ' ' : c is '\u2019' or '\u02bc' ? '\'' : category == UnicodeCategory.DashPunctuation ? '-' : c);
        }

        return string.Join(' ', clean.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private static string Replace(string text, params ReadOnlySpan<(string Alike, string Latin)> tables)
    {
        var replaced = new StringBuilder(text);
        foreach (var (alike, latin) in tables)
        {
            for (var i = 0; i < alike.Length; i++)
            {
                replaced.Replace(alike[i], latin[i]);
            }
        }

        return replaced.ToString();
    }

    private static IEnumerable<string> Encoded(string text)
    {
        foreach (Match match in Base64().Matches(text))
        {
            var bytes = new byte[match.Length];
            if (Convert.TryFromBase64String(match.Value.PadRight((match.Length + 3) / 4 * 4, '='), bytes, out var written))
            {
                yield return Encoding.UTF8.GetString(bytes, 0, written);
            }
        }

        foreach (Match match in Hex().Matches(text))
        {
            var digits = string.Concat(match.Value.Where(char.IsAsciiHexDigit));
            yield return Encoding.UTF8.GetString(Convert.FromHexString(digits[..(digits.Length / 2 * 2)]));
        }

        if (text.Contains('%', StringComparison.Ordinal))
        {
            yield return WebUtility.UrlDecode(text);
        }

        if (text.Contains('&'))
        {
            yield return WebUtility.HtmlDecode(text);
        }

        if (Escape().IsMatch(text))
        {
            yield return Escape().Replace(text, match => ((char)int.Parse(match.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString());
        }
    }

    private static string Rot13(string text) => new([.. text.Select(c => char.IsAsciiLetter(c) ? (char)(((c | 32) - 'a' + 13) % 26 + 'a') : c)]);

    private static string Reversed(string text)
    {
        var letters = text.ToCharArray();
        Array.Reverse(letters);
        return new(letters);
    }

    [GeneratedRegex(@"(?:\b[A-Za-z][ .\-*|]{1,3}){5,}[A-Za-z]\b")]
    private static partial Regex Spaced();

    [GeneratedRegex(@"[ .\-*|]")]
    private static partial Regex Gap();

    [GeneratedRegex(@"[A-Za-z][013457@$][A-Za-z]|\b[1354@$0][a-z]{2,}")]
    private static partial Regex Leet();

    [GeneratedRegex("[A-Za-z0-9+/]{20,}={0,2}")]
    private static partial Regex Base64();

    [GeneratedRegex(@"\b(?:(?:0x|\\x)?[0-9A-Fa-f]{2}[ ,:]?){12,}")]
    private static partial Regex Hex();

    [GeneratedRegex(@"\\u([0-9A-Fa-f]{4})")]
    private static partial Regex Escape();
}
