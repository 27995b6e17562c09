using System.Diagnostics;
using MedQa.Model.Quantization;
using static TorchSharp.torch;

namespace MedQa.Benchmarks;

/// <summary>NF4 on the CPU, over random bf16 matrices of Mistral-7B's shapes, one in memory at a time as while a model is loaded.</summary>
internal static class Nf4Benchmark
{
    private const double Million = 1e6;
    private const double MiB = 1 << 20;

    /// <summary>A decoder layer's seven projections, 218 million weights.</summary>
    private static readonly (long Out, long In)[] Layer =
        [(4096, 4096), (1024, 4096), (1024, 4096), (4096, 4096), (14336, 4096), (14336, 4096), (4096, 14336)];

    /// <summary>Quantizes whole matrices, layer after layer, until there were as many weights as asked for.</summary>
    public static Nf4Result Run(long weights, int threads, CancellationToken cancellationToken)
    {
        set_num_threads(threads);
        using var none = no_grad();
        using var scope = NewDisposeScope();
        var largest = Layer.Max(s => s.Out * s.In);
        var random = randn([largest], ScalarType.BFloat16);
        var output = empty([largest], ScalarType.BFloat16);
        var kept = new List<Nf4Tensor>();
        var (quantizing, dequantizing) = (new Stopwatch(), new Stopwatch());
        Nf4Quantizer.Quantize(Matrix(random, Layer[1]), cancellationToken).Dispose();
        for (long done = 0, i = 0; done < weights; i++)
        {
            var shape = Layer[i % Layer.Length];
            quantizing.Start();
            var matrix = Nf4Quantizer.Quantize(Matrix(random, shape), cancellationToken);
            quantizing.Stop();
            dequantizing.Start();
            matrix.DequantizeInto(Matrix(output, shape));
            dequantizing.Stop();
            kept.Add(matrix);
            done += matrix.Count;
        }

        var count = kept.Sum(m => m.Count);
        var bytes = kept.Sum(m => m.Bytes);
        kept.ForEach(m => m.Dispose());
        var rate = count / quantizing.Elapsed.TotalSeconds;
        return new Nf4Result(
            threads,
            count,
            rate / Million,
            7e9 / rate,
            count / dequantizing.Elapsed.TotalSeconds / Million,
            (double)bytes / count,
            Process.GetCurrentProcess().PeakWorkingSet64 / MiB,
            largest * sizeof(ushort) / MiB);
    }

    private static Tensor Matrix(Tensor flat, (long Out, long In) shape) => flat.narrow(0, 0, shape.Out * shape.In).view(shape.Out, shape.In);
}
