using System.Diagnostics;
using System.Text.Json;
using MedQa.Model.Cuda;
using MedQa.Model.Fused;
using MedQa.Model.Lora;
using MedQa.Model.Mistral;
using MedQa.Model.Quantization;
using MedQa.Model.Training;
using MedQa.Trainer.Training;
using MedQa.Trainer.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace MedQa.Benchmarks;

/// <summary>
/// QLoRA steps of a Mistral 7B with random weights: r 16 on seven projections, dropout 0.05, paged 8-bit AdamW, as the Python
/// stack's script has them. Memory is what the device lost since its context was there.
/// </summary>
internal static class QloraBenchmark
{
    private const double Gibibyte = 1L << 30;
    private const int WarmUp = 2;

    /// <summary>Measures batches of several sizes one after the other, and prints a line of JSON for each.</summary>
    /// <param name="sizes">Rows and tokens of each row.</param>
    /// <param name="checkpointing">All layers or none.</param>
    /// <param name="plain">Whether torch's own operations and autograd are measured in place of the fused pass.</param>
    /// <param name="steps">Measured steps, after two that are not.</param>
    /// <param name="watchEvery">Prints memory and live tensors every so many steps; 0: never.</param>
    /// <param name="profile">Whether a table of where a step's time goes is printed besides.</param>
    public static void Run(
        IReadOnlyList<(int Rows, int Length)> sizes, ActivationCheckpointing checkpointing, bool plain, int steps, int watchEvery, bool profile)
    {
        InitializeDeviceType(DeviceType.CUDA);
        var device = new Device("cuda:0");
        ones(1, device: device).Dispose();
        var before = DeviceMemory.Read(device).FreeBytes;
        var watch = Stopwatch.StartNew();
        using var model = RandomMistral.Create(device, ScalarType.BFloat16);
        cuda.synchronize();
        var bytes = model.QuantizedWeights.Values.Sum(w => w.Bytes) + model.Weights.Values.Sum(w => w.numel() * w.dtype.ElementSize());
        Print(new { program = "MedQA", weights_GiB = bytes / Gibibyte, made_and_quantized_in_s = watch.Elapsed.TotalSeconds, device_GiB = Used() });
        using var adapter = LoraAdapter.Create(model, new LoraConfig { Rank = 16, Alpha = 32, Dropout = 0.05 }, seed: 0);
        using var optimizer = OptimizerFactory.Create(
            OptimizerKind.PagedAdamW8bit,
            new TrainedVector(adapter.Weights.Select(w => new TrainedTensor(w.Key, w.Value, Decays: true)), adapter.FlatWeights),
            new AdamWOptions(0.9, 0.999, 1e-8, 0.01), scaler: null, () => DeviceMemory.Read(device).FreeBytes);
        var layers = checkpointing.Resolve(model.Config.NumHiddenLayers, () => throw new ArgumentException("Measure all or none."));
        var kernels = profile ? new TimedTrainingKernels(new CudaTrainingKernels(device, ScalarType.BFloat16, ScalarType.BFloat16), device) : null;
        using ITrainingPass pass = plain ? new PlainTrainingPass(model, adapter, layers)
            : kernels is null ? new FusedTrainingPass(model, adapter, layers)
            : new FusedTrainingPass(model, adapter, layers, kernels);
        var step = new TrainingStep(pass, optimizer, clipNorm: double.PositiveInfinity);
        Print(new { program = "MedQA", trained_weights = optimizer.Count, device_GiB_with_adapter_and_optimizer = Used() });
        foreach (var (rows, length) in sizes)
        {
            var batch = Batch(model.Config, rows, length);
            double loss = 0;
            for (var i = 0; i < WarmUp; i++)
            {
                Step(i);
            }

            kernels?.Take();
            cuda.synchronize();
            watch.Restart();
            for (var i = 1; i <= steps; i++)
            {
                Step(i);
                if (watchEvery > 0 && i % watchEvery == 0)
                {
                    Print(new { step = i, device_GiB = Used(), live_tensors = DisposeScopeManager.Statistics.ThreadTotalLiveCount, process_MiB = Environment.WorkingSet >> 20 });
                }
            }

            cuda.synchronize();
            var seconds = watch.Elapsed.TotalSeconds / steps;
            Print(new
            {
                program = plain ? "MedQA, plain pass" : "MedQA",
                checkpointing = checkpointing.ToString(),
                rows,
                length,
                tokens_per_second = rows * length / seconds,
                step_ms = seconds * 1e3,
                peak_device_GiB = Used(),
                loss,
            });
            if (kernels is not null)
            {
                var sums = kernels.Take().ToDictionary(s => s.Key, s => s.Value / steps);
                sums["optimizer"] = Milliseconds(device, () => optimizer.Step(1e-4, double.PositiveInfinity).Dispose());
                sums["dequantization"] = Dequantization(model, layers);
                Console.WriteLine(TimedTrainingKernels.Table(sums, seconds * 1e3));
            }

            void Step(int number) => loss = step.Take([batch], 1e-4, number).Loss;
        }

        double Used() => (before - DeviceMemory.Read(device).FreeBytes) / Gibibyte;
    }

    /// <summary>Milliseconds of all of a step's dequantization: once forward, once backward, and all but the down projection's again in checkpointed layers.</summary>
    private static double Dequantization(MistralForCausalLM model, int checkpointed)
    {
        var again = model.QuantizedWeights.Where(w => !w.Key.Contains("down_proj", StringComparison.Ordinal)).Take(6 * checkpointed).Select(w => w.Value);
        Nf4Tensor[] all = [.. model.QuantizedWeights.Values, .. model.QuantizedWeights.Values, .. again];
        using var scratch = empty(all.Max(w => w.Count), ScalarType.BFloat16, model.Device);
        return Milliseconds(model.Device, () =>
        {
            foreach (var matrix in all)
            {
                using var values = scratch.narrow(0, 0, matrix.Count).view([.. matrix.Shape]);
                matrix.DequantizeInto(values);
            }
        });
    }

    private static double Milliseconds(Device device, Action work)
    {
        work();
        using var timer = new GpuTimer(device);
        timer.Start();
        work();
        timer.Stop();
        return timer.Elapsed.TotalMilliseconds;
    }

    /// <summary>Random tokens, of which all count but each row's first.</summary>
    private static PackedBatch Batch(MistralConfig config, int rows, int length)
    {
        var random = new Random(rows + length);
        long[] ids = [.. Enumerable.Range(0, rows * length).Select(_ => (long)random.Next(5, config.VocabSize - 1000))];
        long[] positions = [.. Enumerable.Range(0, ids.Length).Where(i => i % length != length - 1).Select(i => (long)i)];
        return new PackedBatch(ids, [.. Enumerable.Repeat(length, rows)], positions, [.. positions.Select(p => ids[p + 1])]);
    }

    private static void Print(object line) => Console.WriteLine(JsonSerializer.Serialize(line));
}
