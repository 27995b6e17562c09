using System.Globalization;
using System.Text;
using MedQa.Model.Tokenization;

namespace MedQa.Model.Tests.Generation;

/// <summary>A tokenizer for random models, which have none: id 7 is the text "7 ".</summary>
internal sealed class NumberTokenizer(int size, int end) : ITokenizer
{
    public int VocabularySize => size;

    public int? BosTokenId => null;

    public int EosTokenId => end;

    public bool AddsWordMark => false;

    public IReadOnlyList<int> Encode(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(t => int.Parse(t, CultureInfo.InvariantCulture))];

    public IReadOnlyList<int> EncodeContinuation(string text) => Encode(text);

    public string Decode(IEnumerable<int> ids) => string.Concat(ids.Where(i => !IsControl(i)).Select(i => $"{i} "));

    public int? FindControl(string name) => name == "</s>" ? end : null;

    public ReadOnlyMemory<byte> GetBytes(int id) => IsControl(id) ? default : Encoding.UTF8.GetBytes($"{id} ");

    public bool IsControl(int id) => id == end;
}
