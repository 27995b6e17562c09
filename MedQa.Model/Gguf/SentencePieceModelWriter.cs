using System.Buffers.Binary;
using System.Text;
using MedQa.Model.Tokenization;

namespace MedQa.Model.Gguf;

/// <summary>
/// Writes a GGUF's SentencePiece BPE as a <c>tokenizer.model</c> (a <c>ModelProto</c> of sentencepiece_model.proto). The metadata
/// were checked when the tokenizer was read.
/// </summary>
/// <remarks>
/// <code>
/// ModelProto      1 pieces {1 piece text, 2 score float, 3 type}*   2 trainer_spec   3 normalizer_spec
/// trainer_spec    3 model_type (2: BPE)   4 vocab_size   35 byte_fallback   40 unk_id   41 bos_id   42 eos_id   43 pad_id
/// normalizer_spec 1 name   3 add_dummy_prefix   4 remove_extra_whitespaces   5 escape_whitespaces
/// </code>
/// </remarks>
internal static class SentencePieceModelWriter
{
    private const int Bpe = 2;

    public static byte[] Write(IReadOnlyDictionary<string, object> metadata, ITokenizer tokenizer)
    {
        var tokens = (string[])metadata["tokenizer.ggml.tokens"];
        var scores = (float[])metadata["tokenizer.ggml.scores"];
        var types = metadata["tokenizer.ggml.token_type"] as int[] ?? [.. ((uint[])metadata["tokenizer.ggml.token_type"]).Select(t => (int)t)];
        var model = new MemoryStream();
        for (var id = 0; id < tokens.Length; id++)
        {
            var piece = new MemoryStream();
            WriteBytes(piece, 1, Encoding.UTF8.GetBytes(tokens[id]));
            WriteSingle(piece, 2, scores[id]);
            WriteNumber(piece, 3, types[id]);
            WriteBytes(model, 1, piece.ToArray());
        }

        WriteBytes(model, 2, Trainer(tokens.Length, types, tokenizer));
        WriteBytes(model, 3, Normalizer(tokenizer.AddsWordMark));
        return model.ToArray();
    }

    private static byte[] Trainer(int vocabulary, int[] types, ITokenizer tokenizer)
    {
        var trainer = new MemoryStream();
        WriteNumber(trainer, 3, Bpe);
        WriteNumber(trainer, 4, vocabulary);
        WriteNumber(trainer, 35, 1);
        WriteNumber(trainer, 40, Math.Max(0, Array.IndexOf(types, (int)SentencePieceType.Unknown)));
        WriteNumber(trainer, 41, tokenizer.BosTokenId ?? -1);
        WriteNumber(trainer, 42, tokenizer.EosTokenId);
        WriteNumber(trainer, 43, -1);
        return trainer.ToArray();
    }

    private static byte[] Normalizer(bool addsWordMark)
    {
        var normalizer = new MemoryStream();
        WriteBytes(normalizer, 1, "identity"u8.ToArray());
        WriteNumber(normalizer, 3, addsWordMark ? 1 : 0);
        WriteNumber(normalizer, 4, 0);
        WriteNumber(normalizer, 5, 1);
        return normalizer.ToArray();
    }

    private static void WriteNumber(MemoryStream message, int field, int value)
    {
        WriteVarint(message, (ulong)field << 3);

        // A negative int32 takes ten bytes, sign extended to 64 bits.
        WriteVarint(message, unchecked((ulong)value));
    }

    private static void WriteSingle(MemoryStream message, int field, float value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        WriteVarint(message, ((ulong)field << 3) | 5);
        message.Write(bytes);
    }

    private static void WriteBytes(MemoryStream message, int field, byte[] bytes)
    {
        WriteVarint(message, ((ulong)field << 3) | 2);
        WriteVarint(message, (ulong)bytes.Length);
        message.Write(bytes);
    }

    private static void WriteVarint(MemoryStream message, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            message.WriteByte((byte)(value | 0x80));
        }

        message.WriteByte((byte)value);
    }
}
