using System.Text;

namespace MedQa.Library.Documents;

/// <summary>Decodes a text file: by its byte order mark, else as UTF-8, strictly.</summary>
internal static class TextFile
{
    private static readonly Encoding[] Encodings =
        [new UTF8Encoding(true, true), new UnicodeEncoding(false, true, true), new UnicodeEncoding(true, true, true)];

    /// <exception cref="DocumentException">The file is no text in one of these encodings.</exception>
    public static string Decode(byte[] content, string name)
    {
        var encoding = Array.Find(Encodings, e => content.AsSpan().StartsWith(e.Preamble)) ?? Encodings[0];
        var start = content.AsSpan().StartsWith(encoding.Preamble) ? encoding.Preamble.Length : 0;
        try
        {
            var text = encoding.GetString(content, start, content.Length - start);
            return text.Contains('\0', StringComparison.Ordinal) ? throw new DocumentException(name, "is no text: it holds zero bytes.") : text;
        }
        catch (DecoderFallbackException)
        {
            throw new DocumentException(name, "is not in UTF-8. Save it as UTF-8, or with a byte order mark.");
        }
    }
}
