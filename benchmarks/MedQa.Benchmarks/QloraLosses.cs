using System.Text.Json;
using MedQa.Model.Adapters;
using MedQa.Model.Checkpoints;
using MedQa.Model.Fused;
using MedQa.Model.Quantization;
using MedQa.Trainer.Data;
using MedQa.Trainer.Training;
using MedQa.Trainer.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace MedQa.Benchmarks;

/// <summary>Losses of QLoRA steps on given rows from a given adapter, to be laid beside another program's.</summary>
internal static class QloraLosses
{
    /// <summary>Trains, and writes each step's loss.</summary>
    /// <param name="model">A folder in Hugging Face's layout.</param>
    /// <param name="adapter">The adapter to start from, in PEFT's format.</param>
    /// <param name="rows">A file of <c>[{"ids": […], "prompt": n}, …]</c>: two rows make a step.</param>
    /// <param name="rate">The learning rate, the same for each step.</param>
    /// <param name="output">Gets the losses, a JSON array.</param>
    public static void Run(string model, string adapter, string rows, double rate, string output, CancellationToken cancellationToken)
    {
        InitializeDeviceType(DeviceType.CUDA);
        using var checkpoint = Checkpoint.Open(model, new Device("cuda:0"), ScalarType.BFloat16, QuantizationKind.Nf4, cancellationToken);
        using var trained = PeftAdapter.Load(adapter, checkpoint.Model);
        using var optimizer = OptimizerFactory.Create(
            OptimizerKind.AdamW8bit,
            new TrainedVector(trained.Weights.Select(w => new TrainedTensor(w.Key, w.Value, Decays: true)), trained.FlatWeights),
            new AdamWOptions(0.9, 0.999, 1e-8, 0.01));
        using var pass = new FusedTrainingPass(checkpoint.Model, trained, checkpointedLayers: 0);
        var step = new TrainingStep(pass, optimizer, clipNorm: 1);
        var examples = JsonSerializer.Deserialize<List<Row>>(File.ReadAllText(rows), JsonSerializerOptions.Web)!
            .Select((r, i) => new TrainingExample(r.Ids, [.. r.Ids.Select((_, t) => t >= r.Prompt)], $"row {i}"));
        var losses = new List<double>();
        foreach (var pair in examples.Chunk(2))
        {
            cancellationToken.ThrowIfCancellationRequested();
            losses.Add(step.Take([PackedBatchBuilder.Of(pair)], rate, losses.Count).Loss);
        }

        File.WriteAllText(output, JsonSerializer.Serialize(losses));
    }

    private sealed record Row(int[] Ids, int Prompt);
}
