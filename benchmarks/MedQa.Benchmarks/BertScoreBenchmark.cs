using System.Diagnostics;
using MedQa.Trainer.Metrics;
using MedQa.Trainer.Training;
using static TorchSharp.torch;

namespace MedQa.Benchmarks;

/// <summary>Times BERTScore on the CPU over pairs of texts of a fixed number of words, all different, drawn from one text's words.</summary>
internal static class BertScoreBenchmark
{
    /// <summary>Scores all pairs, once to warm up and then as often as asked for.</summary>
    public static BertScoreTiming Run(string encoder, int? layer, string text, int pairs, int words, int runs, int threads, CancellationToken cancellationToken)
    {
        var device = DeviceChoice.Of("cpu");
        set_num_threads(threads);
        var vocabulary = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var random = new Random(0);
        string[] candidates = [.. Enumerable.Range(0, pairs).Select(_ => Draw())];
        string[] references = [.. Enumerable.Range(0, pairs).Select(_ => Draw())];
        using var scorer = BertScorer.Open(encoder, layer, device, cancellationToken);
        var tokens = 0L;
        var seconds = Enumerable.Range(0, runs + 1).Select(_ =>
        {
            var watch = Stopwatch.StartNew();
            scorer.Score(candidates, references, idf: false, progress => tokens = progress.TotalTokens, cancellationToken);
            return watch.Elapsed.TotalSeconds;
        }).Skip(1).ToList();
        return new(scorer.HashLine(idf: false), threads, pairs, words, tokens, Spread.Of(seconds));

        string Draw() => string.Join(' ', random.GetItems(vocabulary, words));
    }
}
