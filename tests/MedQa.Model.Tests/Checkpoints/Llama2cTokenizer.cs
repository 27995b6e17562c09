using MedQa.Model.Tokenization;

namespace MedQa.Model.Tests.Checkpoints;

/// <summary>Reads llama2.c's export of a SentencePiece vocabulary.</summary>
/// <remarks>
/// <code>
/// i32 longest piece, in bytes | for each id: score f32 | length i32 | UTF-8, a space as itself
/// ids 0 to 2: unknown, begin, end | ids 3 to 258: the bytes, written &lt;0x0A&gt;
/// </code>
/// </remarks>
internal static class Llama2cTokenizer
{
    public static SentencePieceTokenizer Load(string path, int vocabularySize)
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        reader.ReadInt32();
        var pieces = new List<SentencePiece>();
        for (var id = 0; id < vocabularySize; id++)
        {
            var score = reader.ReadSingle();
            var text = System.Text.Encoding.UTF8.GetString(reader.ReadBytes(reader.ReadInt32()));
            pieces.Add(id switch
            {
                0 => new SentencePiece("<unk>", 0, SentencePieceType.Unknown),
                1 => new SentencePiece("<s>", 0, SentencePieceType.Control),
                2 => new SentencePiece("</s>", 0, SentencePieceType.Control),
                < 259 => new SentencePiece(text.Trim(), score, SentencePieceType.Byte),
                _ => new SentencePiece(text.Replace(' ', '\u2581'), score, SentencePieceType.Normal),
            });
        }

        return new SentencePieceTokenizer(new SentencePieceModel(path, pieces, AddDummyPrefix: true, BosId: 1, EosId: 2));
    }
}
