using System.Text.Json;
using MedQa.Model.Adapters;
using MedQa.Model.Mistral;
using MedQa.Model.Safetensors;
using MedQa.Model.Tests;
using MedQa.Model.Training;
using MedQa.Trainer.Data;
using MedQa.Trainer.Training;
using MedQa.Trainer.Training.Optimizers;
using static TorchSharp.torch;

namespace MedQa.Trainer.Tests.Training;

/// <summary>The training step against PEFT and torch's AdamW: every loss, every gradient norm, and the adapter at the end.</summary>
public class LoraTrajectoryGoldenTests
{
    /// <summary>
    /// Weights that may be further off than the tolerance, in a thousand. Where a gradient is nearly 0, Adam's first steps follow
    /// its sign, and the last bit of a sum decides that.
    /// </summary>
    private const int StraysInAThousand = 2;

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    public void Take_TwelveSteps_LossesNormsAndAdapterArePefts(int parts)
    {
        var folder = Goldens.Require("tiny-mistral");
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "lora_trajectory.json")));
        var golden = document.RootElement;
        using var model = Model(folder);
        using var adapter = PeftAdapter.Load(Path.Combine(folder, golden.GetProperty("start").GetString()!), model);
        var betas = golden.GetProperty("betas");
        using var optimizer = new AdamW(
            new TrainedVector(adapter.Weights.Select(w => new TrainedTensor(w.Key, w.Value, Decays: true)), adapter.FlatWeights),
            new AdamWOptions(betas[0].GetDouble(), betas[1].GetDouble(), golden.GetProperty("eps").GetDouble(), golden.GetProperty("weight_decay").GetDouble()));
        using var pass = new PlainTrainingPass(model, adapter, checkpointedLayers: parts - 1);
        var step = new TrainingStep(pass, optimizer, golden.GetProperty("clip_norm").GetDouble());
        var examples = Examples(folder, golden.GetProperty("labels_masked_first").GetInt32());
        var batches = examples.Chunk((examples.Length + parts - 1) / parts).Select(part => PackedBatchBuilder.Of(part)).ToArray();
        Assert.Equal(0, adapter.Config.Dropout);

        var losses = golden.GetProperty("losses").EnumerateArray().Select(v => v.GetDouble()).ToArray();
        var norms = golden.GetProperty("grad_norms_before_clipping").EnumerateArray().Select(v => v.GetDouble()).ToArray();
        for (var i = 0; i < losses.Length; i++)
        {
            var (loss, norm, _) = step.Take(batches, golden.GetProperty("lr").GetDouble(), seed: i);
            Assert.InRange(loss / losses[i], 1 - 1e-3, 1 + 1e-3);
            Assert.InRange(norm / norms[i], 1 - 1e-3, 1 + 1e-3);
        }

        using var expected = SafetensorsFile.Open(Path.Combine(folder, $"adapter-after-{losses.Length}-steps", PeftAdapter.WeightsFileName));
        Assert.Equal(expected.Entries.Keys.Order(), adapter.Weights.Keys.Order());
        long strays = 0;
        foreach (var (name, weight) in adapter.Weights)
        {
            using var scope = NewDisposeScope();
            strays += (weight - expected.Read(name)).abs().gt(1e-3).sum().item<long>();
        }

        Assert.True(strays * 1000 <= StraysInAThousand * optimizer.Count, $"{strays} of {optimizer.Count} weights are more than 1e-3 off");
    }

    private static TrainingExample[] Examples(string folder, int masked)
    {
        using var file = SafetensorsFile.Open(Path.Combine(folder, "expected.safetensors"));
        using var ids = file.Read("ids");
        var width = (int)ids.shape[1];
        var flat = ids.data<long>().ToArray();
        return [.. Enumerable.Range(0, (int)ids.shape[0]).Select(row => new TrainingExample(
            [.. flat.Skip(row * width).Take(width).Select(i => (int)i)], [.. Enumerable.Range(0, width).Select(i => i >= masked)], $"{row}"))];
    }

    private static MistralForCausalLM Model(string folder)
    {
        var model = MistralForCausalLM.Create(MistralConfigReader.Read(Path.Combine(folder, "config.json")), CPU, ScalarType.Float32);
        using var file = SafetensorsFile.Open(Path.Combine(folder, "model.safetensors"));
        using var none = no_grad();
        foreach (var (name, weight) in model.Weights)
        {
            file.ReadInto(name, weight);
        }

        return model;
    }
}
