using MedQa.Model.Tokenization;

namespace MedQa.Inference.Tests.Rpc;

/// <summary>Counts the tokens that a generation writes: each one's bytes are asked for once. Slows them down so that a client has time to leave.</summary>
internal sealed class CountingTokenizer(ITokenizer inner) : ITokenizer
{
    private int written;

    public int Written => Volatile.Read(ref written);

    public int VocabularySize => inner.VocabularySize;

    public int? BosTokenId => inner.BosTokenId;

    /// <summary>Out of the model's reach, so that an answer never ends by itself.</summary>
    public int EosTokenId => int.MaxValue;

    public bool AddsWordMark => inner.AddsWordMark;

    public IReadOnlyList<int> Encode(string text) => inner.Encode(text);

    public IReadOnlyList<int> EncodeContinuation(string text) => inner.EncodeContinuation(text);

    public string Decode(IEnumerable<int> ids) => inner.Decode(ids);

    public ReadOnlyMemory<byte> GetBytes(int id)
    {
        Interlocked.Increment(ref written);
        Thread.Sleep(20);
        return inner.GetBytes(id);
    }

    public int? FindControl(string name) => inner.FindControl(name);

    public bool IsControl(int id) => inner.IsControl(id);
}
