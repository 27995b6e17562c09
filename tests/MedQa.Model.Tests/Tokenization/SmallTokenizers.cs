using System.Text;
using MedQa.Model.Tokenization;
using MedQa.Model.Tokenization.Words;

namespace MedQa.Model.Tests.Tokenization;

/// <summary>Tokenizers small enough to write down: every byte, a few merges, a few control tokens.</summary>
internal static class SmallTokenizers
{
    /// <summary>Pieces: &lt;unk&gt;, &lt;s&gt;, &lt;/s&gt;, [INST], [/INST], 256 bytes, then the given ones with falling scores.</summary>
    public static SentencePieceModel SentencePieceModel(params string[] pieces) => new(
        "small.model",
        [
            new("<unk>", 0, SentencePieceType.Unknown),
            .. new[] { "<s>", "</s>", "[INST]", "[/INST]" }.Select(name => new SentencePiece(name, 0, SentencePieceType.Control)),
            .. Enumerable.Range(0, 256).Select(value => new SentencePiece($"<0x{value:X2}>", 0, SentencePieceType.Byte)),
            .. pieces.Select((piece, i) => new SentencePiece(piece, -i, SentencePieceType.Normal)),
        ],
        AddDummyPrefix: true,
        BosId: 1,
        EosId: 2);

    public static SentencePieceTokenizer SentencePiece(params string[] pieces) => new(SentencePieceModel(pieces));

    /// <summary>Ids: &lt;|im_start|&gt;, &lt;|im_end|&gt;, 256 bytes in order, then the merges' tokens.</summary>
    public static ByteLevelVocabulary ByteLevelVocabulary(params (string Left, string Right)[] merges) => new(
        "small.json",
        [null, null, .. Enumerable.Range(0, 256).Select(value => ByteAlphabet.ToChar((byte)value).ToString()), .. merges.Select(merge => merge.Left + merge.Right)],
        merges,
        [new(0, "<|im_start|>", true), new(1, "<|im_end|>", true)],
        [new Gpt2Splitter()],
        IgnoreMerges: false,
        BosId: null,
        EosId: 1);

    public static ByteLevelBpeTokenizer ByteLevel(params (string Left, string Right)[] merges) => new(ByteLevelVocabulary(merges));

    /// <summary>Random text: letters, digits, spaces, breaks, signs, several scripts, emoji, now and then half a surrogate pair.</summary>
    public static string RandomText(Random random, int length, bool wellFormed = true)
    {
        string[] parts = ["a", "e", "t", "in", "the", "'s", "'LL", "'", " ", "  ", "\n", "\r\n", "\t", "1", "23", ".", "-", "é", "ß", "β", "中", "ع", "़", "²", "Ⅳ", "\u00A0", "\u3000", "\u0085", "😀", "𝐀", "𠀀", "𝟙", "\u200D", "\u2581", "<s>", "[INST]", "\0"];
        var text = new StringBuilder();
        for (var i = 0; i < length; i++)
        {
            text.Append(wellFormed || random.Next(20) > 0 ? parts[random.Next(parts.Length)] : ((char)random.Next(0xD800, 0xE000)).ToString());
        }

        return text.ToString();
    }
}
