using System.Text.Json;
using MedQa.Model.Adapters;
using MedQa.Model.Checkpoints;
using MedQa.Model.Mistral;
using MedQa.Model.Quantization;
using MedQa.Model.Safetensors;
using MedQa.Model.Tests;
using MedQa.Model.Training;
using MedQa.Trainer.Data;
using MedQa.Trainer.Training;
using MedQa.Trainer.Training.Optimizers;
using static TorchSharp.torch;

namespace MedQa.Trainer.Tests.Training;

/// <summary>QLoRA on a real model, step by step against PEFT and bitsandbytes.</summary>
public class QloraGoldenTests
{
    private const int Steps = 10;

    /// <summary>
    /// Logits reach 37 here, and sums over 30 layers in another order move one by up to 3e-3. The first token's, which attends to
    /// nothing else, are equal to 1e-5: a wrong code anywhere would show there.
    /// </summary>
    private const double Tolerance = 5e-3;

    private const double FirstTokenTolerance = 1e-4;

    /// <summary>
    /// The golden ran on a CPU, where bitsandbytes gives up to one scale in a hundred a code one off. With that run's scales ours
    /// follows it to 1e-4 at first, then to what float32 sums in another order grow to; with its own to what those codes move.
    /// </summary>
    [SkippableTheory]
    [InlineData(true, 1e-4, 2e-3)]
    [InlineData(false, 3e-3, 3e-3)]
    public void Take_TenSteps_LossesAreThoseOfPeftAndBitsandbytes(bool withGoldenScales, double first, double later)
    {
        var folder = Goldens.Require("smollm2-qlora");
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "trajectory.json")));
        var golden = document.RootElement;
        using var checkpoint = Open(QuantizationKind.Nf4);
        using var injected = withGoldenScales ? WithScales(checkpoint.Model, Path.Combine(folder, "scales.safetensors")) : null;
        var model = injected ?? checkpoint.Model;
        using var adapter = PeftAdapter.Load(Path.Combine(folder, golden.GetProperty("start").GetString()!), model);
        var settings = golden.GetProperty("optimizer");
        var betas = settings.GetProperty("betas");
        using var optimizer = new AdamW(
            new TrainedVector(adapter.Weights.Select(w => new TrainedTensor(w.Key, w.Value, Decays: true)), adapter.FlatWeights),
            new AdamWOptions(betas[0].GetDouble(), betas[1].GetDouble(), settings.GetProperty("eps").GetDouble(), settings.GetProperty("weight_decay").GetDouble()));
        using var pass = new PlainTrainingPass(model, adapter, checkpointedLayers: 0);
        var step = new TrainingStep(pass, optimizer, settings.GetProperty("clip_norm").GetDouble());

        foreach (var (number, expected) in golden.GetProperty("steps").EnumerateArray().Take(Steps).Index())
        {
            var (loss, norm, _) = step.Take([Batch(expected)], expected.GetProperty("lr").GetDouble(), seed: number);
            var tolerance = number == 0 ? first : later;
            Assert.InRange(loss / expected.GetProperty("loss").GetDouble(), 1 - tolerance, 1 + tolerance);
            Assert.InRange(norm / expected.GetProperty("grad_norm").GetDouble(), 1 - (10 * tolerance), 1 + (10 * tolerance));
        }
    }

    [SkippableFact]
    public void Forward_BeforeAndAfterQuantization_LogitsAreTheGoldens()
    {
        var folder = Goldens.Require("smollm2-qlora");
        using var file = SafetensorsFile.Open(Path.Combine(folder, "probe.safetensors"));
        using var none = no_grad();
        using var scope = NewDisposeScope();
        var expected = file.ReadAll();
        using (var plain = Open(QuantizationKind.None))
        {
            var before = plain.Model.Logits(plain.Model.Forward(expected["probe_ids"]));
            Assert.Equal(expected["argmax_base"].data<long>().ToArray(), before.argmax(-1).data<long>().ToArray());
        }

        using var checkpoint = Open(QuantizationKind.Nf4);
        using var model = WithScales(checkpoint.Model, Path.Combine(folder, "scales.safetensors"));
        var logits = model.Logits(model.Forward(expected["probe_ids"]));
        Assert.Equal(expected["argmax_nf4"].data<long>().ToArray(), logits.argmax(-1).data<long>().ToArray());
        Assert.InRange(Difference(logits[0].narrow(-1, 0, 256), expected["nf4_logits_first_256"]), 0, Tolerance);
        Assert.InRange(Difference(logits[0, 0].narrow(-1, 0, 256), expected["nf4_logits_first_256"][0]), 0, FirstTokenTolerance);
        Assert.InRange(Difference(logits[0].logsumexp(-1), expected["nf4_logsumexp"]), 0, Tolerance);
    }

    private static Checkpoint Open(QuantizationKind quantization) => Checkpoint.Open(
        Goldens.RequireModel("smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf"), CPU, ScalarType.Float32, quantization);

    private static PackedBatch Batch(JsonElement step) => PackedBatchBuilder.Of(
        [.. step.GetProperty("rows").EnumerateArray().Select((row, i) =>
        {
            int[] ids = [.. row.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())];
            var prompt = row.GetProperty("prompt_tokens").GetInt32();
            return new TrainingExample(ids, [.. ids.Select((_, at) => at >= prompt)], $"{i}");
        })]);

    /// <summary>The same codes and other weights, with the golden run's scales.</summary>
    private static MistralForCausalLM WithScales(MistralForCausalLM source, string path)
    {
        using var scales = SafetensorsFile.Open(path);
        var matrices = source.QuantizedWeights.ToDictionary(w => w.Key, w =>
        {
            var module = w.Key[..^".weight".Length];
            using var offset = scales.Read($"{module}.offset");
            return new Nf4Tensor(w.Value.Shape, w.Value.Packed.clone(), scales.Read($"{module}.absmax"), scales.Read($"{module}.nested_absmax"), offset.item<float>());
        });
        var model = MistralForCausalLM.Create(source.Config, CPU, source.DType, quantized: matrices);
        using var none = no_grad();
        foreach (var (name, weight) in model.Weights)
        {
            weight.copy_(source.Weights[name]);
        }

        return model;
    }

    private static double Difference(Tensor actual, Tensor expected) => (actual - expected).abs().max().item<float>();
}
