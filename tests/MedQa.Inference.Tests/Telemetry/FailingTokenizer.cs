using MedQa.Model.Tokenization;

namespace MedQa.Inference.Tests.Telemetry;

/// <summary>Fails as a defect would: with the text in its exception.</summary>
internal sealed class FailingTokenizer(ITokenizer inner) : ITokenizer
{
    public int VocabularySize => inner.VocabularySize;

    public int? BosTokenId => inner.BosTokenId;

    public int EosTokenId => inner.EosTokenId;

    public bool AddsWordMark => inner.AddsWordMark;

    public IReadOnlyList<int> Encode(string text) => throw new FormatException($"Cannot encode '{text}'.");

    public IReadOnlyList<int> EncodeContinuation(string text) => throw new FormatException($"Cannot encode '{text}'.");

    public string Decode(IEnumerable<int> ids) => inner.Decode(ids);

    public ReadOnlyMemory<byte> GetBytes(int id) => inner.GetBytes(id);

    public int? FindControl(string name) => inner.FindControl(name);

    public bool IsControl(int id) => inner.IsControl(id);
}
