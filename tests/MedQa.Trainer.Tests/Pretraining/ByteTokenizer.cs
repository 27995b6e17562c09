using System.Text;
using MedQa.Model.Tokenization;

namespace MedQa.Trainer.Tests.Pretraining;

/// <summary>A tokenizer of single bytes: 0 to 2 are control tokens, byte b is 3 + b.</summary>
internal sealed class ByteTokenizer : ITokenizer
{
    public int VocabularySize => 259;

    public int? BosTokenId => 1;

    public int EosTokenId => 2;

    public bool AddsWordMark => false;

    public IReadOnlyList<int> Encode(string text) => [.. Encoding.UTF8.GetBytes(text).Select(b => b + 3)];

    public IReadOnlyList<int> EncodeContinuation(string text) => Encode(text);

    public string Decode(IEnumerable<int> ids) => Encoding.UTF8.GetString([.. ids.Where(i => i > 2).Select(i => (byte)(i - 3))]);

    public ReadOnlyMemory<byte> GetBytes(int id) => id > 2 ? new byte[] { (byte)(id - 3) } : default;

    public int? FindControl(string name) => name switch { "<s>" => 1, "</s>" => 2, _ => null };

    public bool IsControl(int id) => id < 3;
}
