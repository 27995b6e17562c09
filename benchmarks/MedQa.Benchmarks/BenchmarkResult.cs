using System.Text.Json;

namespace MedQa.Benchmarks;

/// <summary>The runs of one engine on one model; written as one line of JSON, in the shape that <c>llama-cpp/decode.mjs</c> prints too.</summary>
internal sealed record BenchmarkResult(
    string Engine, string Model, int PromptTokens, int NewTokens, int Threads, Spread FirstTokenMs, Spread TokensPerSecond)
{
    /// <summary>Sums up several runs.</summary>
    public static BenchmarkResult Of(string engine, string model, int threads, IReadOnlyList<Measurement> runs) => new(
        engine,
        model,
        runs[0].PromptTokens,
        runs.Min(r => r.NewTokens),
        threads,
        Spread.Of(runs.Select(r => r.FirstToken.TotalMilliseconds)),
        Spread.Of(runs.Select(r => r.TokensPerSecond)));

    /// <summary>One line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    /// <summary>What <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="JsonException">The line is no result.</exception>
    public static BenchmarkResult FromJson(string line) =>
        JsonSerializer.Deserialize<BenchmarkResult>(line, JsonSerializerOptions.Web) ?? throw new JsonException("A result must not be null.");
}
