using System.Globalization;
using MedQa.Model.Checkpoints;
using MedQa.Model.Mistral;
using static TorchSharp.torch;

namespace MedQa.Benchmarks;

/// <summary>
/// A prompt and the tokens after it through torch's operations and through the CPU's decoder, in turn, on one thread by processor
/// time: the ratio holds on a machine that others use too, where the clock on the wall measures them.
/// </summary>
internal static class CpuDecoderBenchmark
{
    private const int Tokens = 32;

    /// <summary>Prints a Markdown table: minimum, median and maximum over the runs, after one that is not counted.</summary>
    public static void Run(string modelPath, IReadOnlyList<int> promptTokens, int runs, CancellationToken cancellationToken)
    {
        using var wide = Checkpoint.Open(modelPath, CPU, ScalarType.Float32, cancellationToken);
        using var kept = Checkpoint.OpenToAnswer(modelPath, CPU, ScalarType.Float32, cancellationToken: cancellationToken);
        set_num_threads(1);
        using var none = inference_mode();
        Console.WriteLine("| weights | through | prompt | first token, processor ms | a token, processor ms |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var length in promptTokens)
        {
            var ways = new (MistralForCausalLM Model, string Name, Func<MistralForCausalLM, Tensor, KvCache, Tensor> Logits)[]
            {
                (wide.Model, "torch", static (m, ids, cache) => m.LogitsInTorch(m.ForwardInTorch(ids, cache, null, null).narrow(1, ids.size(1) - 1, 1))),
                (wide.Model, "decoder", static (m, ids, cache) => m.Logits(m.ForwardLast(ids, cache))),
                (kept.Model, "decoder", static (m, ids, cache) => m.Logits(m.ForwardLast(ids, cache))),
            };
            var times = ways.Select(_ => new List<(double First, double Token)>()).ToArray();
            for (var run = 0; run <= runs; run++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                for (var i = 0; i < ways.Length; i++)
                {
                    var time = Time(ways[i].Model, length, ways[i].Logits);
                    times[i].AddRange(run == 0 ? [] : [time]);
                }
            }

            for (var i = 0; i < ways.Length; i++)
            {
                Console.WriteLine($"| {ways[i].Model.DType.ToString().ToLowerInvariant()} | {ways[i].Name} | {length} | {Text(times[i].Select(t => t.First))} | {Text(times[i].Select(t => t.Token))} |");
            }
        }
    }

    private static (double First, double Token) Time(MistralForCausalLM model, int length, Func<MistralForCausalLM, Tensor, KvCache, Tensor> logits)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1, CPU);
        using var cache = new KvCache(model, 1, length + Tokens);
        var ids = randint(0, model.Config.VocabSize, [1, length], ScalarType.Int64, generator: generator);
        var start = Environment.CpuUsage.TotalTime;
        var next = logits(model, ids, cache).argmax(-1);
        var first = Environment.CpuUsage.TotalTime;
        for (var i = 0; i < Tokens; i++)
        {
            using var step = NewDisposeScope();
            next = logits(model, next, cache).argmax(-1).MoveToOuterDisposeScope();
        }

        return ((first - start).TotalMilliseconds, (Environment.CpuUsage.TotalTime - first).TotalMilliseconds / Tokens);
    }

    private static string Text(IEnumerable<double> times)
    {
        var spread = Spread.Of(times);
        return string.Create(CultureInfo.InvariantCulture, $"{spread.Median:0.0} ({spread.Min:0.0} to {spread.Max:0.0})");
    }
}
