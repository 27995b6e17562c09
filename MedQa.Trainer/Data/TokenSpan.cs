using System.Text;
using MedQa.Model.Tokenization;

namespace MedQa.Trainer.Data;

/// <summary>Which tokens of an encoded text hold a part of it.</summary>
internal static class TokenSpan
{
    /// <summary>
    /// The tokens that hold any character of the part. Found by the tokens' bytes, from the text's end, or where a tokenizer changed
    /// what stands there from its beginning.
    /// </summary>
    /// <param name="ids">The text's ids; control tokens may stand among them.</param>
    /// <param name="text">What was encoded.</param>
    /// <param name="offset">The part's first character.</param>
    /// <param name="length">Its characters.</param>
    /// <returns>Indices into <paramref name="ids"/>, or null where the ids don't give the part back.</returns>
    public static Range? Of(ITokenizer tokenizer, ReadOnlySpan<int> ids, string text, int offset, int length)
    {
        var ends = new int[ids.Length];
        var bytes = new List<byte>();
        for (var i = 0; i < ids.Length; i++)
        {
            bytes.AddRange(tokenizer.GetBytes(ids[i]).Span);
            ends[i] = bytes.Count;
        }

        if (Start([.. bytes], text, offset, length) is not { } start)
        {
            return null;
        }

        var end = start + Encoding.UTF8.GetByteCount(text.AsSpan(offset, length));
        return Array.FindIndex(ends, e => e > start)..(Array.FindIndex(ends, e => e >= end) + 1);
    }

    /// <summary>The part's first byte, or null.</summary>
    private static int? Start(ReadOnlySpan<byte> bytes, string text, int offset, int length)
    {
        var rest = Encoding.UTF8.GetBytes(text[offset..]);
        if (bytes.EndsWith(rest))
        {
            return bytes.Length - rest.Length;
        }

        // SentencePiece begins a segment with a space that is not in the text.
        var beginning = Encoding.UTF8.GetBytes(text[..(offset + length)]);
        var mark = bytes.StartsWith(" "u8) && !beginning.AsSpan().StartsWith(" "u8) ? 1 : 0;
        return bytes[mark..].StartsWith(beginning) ? mark + Encoding.UTF8.GetByteCount(text.AsSpan(0, offset)) : null;
    }
}
