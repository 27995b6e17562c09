using System.Text.Json;

namespace MedQa.Benchmarks;

/// <summary>What BERTScore took; written as one line of JSON.</summary>
/// <param name="Scorer">Encoder, layer and version.</param>
/// <param name="Threads">Threads computed with.</param>
/// <param name="Pairs">Pairs scored, each of two different texts.</param>
/// <param name="Words">Words of each text.</param>
/// <param name="Tokens">Tokens of all texts together.</param>
/// <param name="Seconds">Time for all pairs.</param>
internal sealed record BertScoreTiming(string Scorer, int Threads, int Pairs, int Words, long Tokens, Spread Seconds)
{
    /// <summary>One line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);
}
