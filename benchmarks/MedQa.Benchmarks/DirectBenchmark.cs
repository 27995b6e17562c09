using MedQa.Model.Checkpoints;
using MedQa.Model.Generation;
using MedQa.Model.Hub;
using TorchSharp;

namespace MedQa.Benchmarks;

/// <summary><see cref="Generator"/> called in this process, greedy: what the model costs without a service around it.</summary>
internal static class DirectBenchmark
{
    /// <summary>Reads the first <paramref name="promptTokens"/> tokens of a text, repeated as often as needed, and goes on from there.</summary>
    public static BenchmarkResult Run(string modelPath, torch.ScalarType dtype, string text, int promptTokens, int newTokens, int runs, int threads, CancellationToken cancellationToken)
    {
        using var checkpoint = Checkpoint.OpenToAnswer(modelPath, torch.CPU, dtype, cancellationToken: cancellationToken);
        torch.set_num_threads(threads);
        var once = checkpoint.Tokenizer.Encode(text);
        int[] prompt = [.. Enumerable.Range(0, promptTokens).Select(i => once[i % once.Count])];
        var generator = new Generator(checkpoint.Model, checkpoint.Tokenizer);
        var options = new SamplingOptions { MaxTokens = newTokens };

        Measurement Measure()
        {
            cancellationToken.ThrowIfCancellationRequested();
            var result = generator.Generate(prompt, options, cancellationToken: cancellationToken);
            return new Measurement(result.PromptTokens, result.TokenIds.Count, result.TimeToFirstToken, result.Duration);
        }

        Measure();
        return BenchmarkResult.Of(
            $"MedQA, {dtype.ToString().ToLowerInvariant()}", HubPath.NameOf(modelPath), threads, [.. Enumerable.Range(0, runs).Select(_ => Measure())]);
    }
}
