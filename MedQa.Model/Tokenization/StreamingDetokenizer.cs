using System.Buffers;
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
    private readonly StringBuilder _text = new();
    // The first bytes of a character whose others are still to come: three at most.
    private readonly byte[] _held = new byte[3];
    private int _heldCount;
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
        byte[] all = [.. _held.AsSpan(0, _heldCount), .. bytes];
        _heldCount = 0;
        return Take(all);
    }

    /// <summary>Ends the segment: U+FFFD for a character that was begun and not finished, else empty. The next id begins a new segment.</summary>
    public string Flush()
    {
        _atStart = true;
        var broken = _heldCount > 0;
        _heldCount = 0;
        return broken ? "\uFFFD" : "";
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

    private string Take(ReadOnlySpan<byte> bytes)
    {
        _text.Clear();
        while (!bytes.IsEmpty)
        {
            // What is no UTF-8 gives U+FFFD for each longest part that could have begun a character, as Encoding.UTF8 does.
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var used) == OperationStatus.NeedMoreData)
            {
                bytes.CopyTo(_held);
                _heldCount = bytes.Length;
                break;
            }

            _text.Append(rune);
            bytes = bytes[used..];
        }

        return _text.ToString();
    }
}
