using System.Text;

namespace MedQa.Model.Tokenization;

/// <summary>
/// Turns the ids of one segment into text as they come. A character whose bytes are spread over several tokens is held back until
/// its last byte is there, so that a piece never shows half of one; the word mark's space before a segment is left out. All pieces
/// joined, with <see cref="Flush"/>'s, are <see cref="ITokenizer.Decode"/> of all ids. Not thread-safe.
/// </summary>
public sealed class StreamingDetokenizer
{
    private readonly ITokenizer _tokenizer;
    private readonly Decoder _decoder = new UTF8Encoding(false).GetDecoder();
    private bool _atStart = true;

    /// <param name="tokenizer">The model's tokenizer.</param>
    public StreamingDetokenizer(ITokenizer tokenizer)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        _tokenizer = tokenizer;
    }

    /// <summary>Takes the next id and returns what can be shown by now; often empty.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The id is not in the vocabulary.</exception>
    public string Append(int id)
    {
        var bytes = _tokenizer.GetBytes(id).Span;
        if (bytes.IsEmpty)
        {
            return "";
        }

        if (_atStart && _tokenizer.AddsWordMark && bytes[0] == (byte)' ')
        {
            bytes = bytes[1..];
        }

        _atStart = false;
        return Convert(bytes, false);
    }

    /// <summary>Ends the segment: U+FFFD for a character that was begun and not finished, else empty. The next id begins a new segment.</summary>
    public string Flush()
    {
        _atStart = true;
        return Convert([], true);
    }

    internal static string DecodeAll(ITokenizer tokenizer, IEnumerable<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var detokenizer = new StreamingDetokenizer(tokenizer);
        var text = new StringBuilder();
        foreach (var id in ids)
        {
            text.Append(detokenizer.Append(id));
        }

        return text.Append(detokenizer.Flush()).ToString();
    }

    private string Convert(ReadOnlySpan<byte> bytes, bool flush)
    {
        var chars = new char[_decoder.GetCharCount(bytes, flush)];
        return new(chars, 0, _decoder.GetChars(bytes, chars, flush));
    }
}
