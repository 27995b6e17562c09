using MedQa.Model.Fused;
using MedQa.Model.Lora;
using MedQa.Model.Mistral;
using MedQa.Model.Quantization;
using MedQa.Model.Tests.Fused;
using MedQa.Model.Tests.Mistral;
using MedQa.Model.Training;
using static TorchSharp.torch;

namespace MedQa.Model.Tests.Cuda;

/// <summary>The fused pass on a GPU against the plain pass in float32 on the same values.</summary>
public class CudaTrainingPassTests
{
    private static readonly MistralConfig Config = TinyModel.Config with
    {
        VocabSize = 512,
        HiddenSize = 128,
        IntermediateSize = 352,
        NumAttentionHeads = 8,
        NumKeyValueHeads = 2,
        HeadDim = 32,
        NumHiddenLayers = 3,
        SlidingWindow = 19,
        TieWordEmbeddings = false,
    };

    [SkippableTheory]
    [InlineData(ScalarType.BFloat16, 0, 0.05)]
    [InlineData(ScalarType.BFloat16, 2, 0.05)]
    [InlineData(ScalarType.Float16, 3, 0.006)]
    public void Accumulate_NoDropout_GradientsAreTheFloat32Pass(ScalarType type, int checkpointed, double tolerance)
    {
        var device = Gpu.Require();
        using var scope = NewDisposeScope();
        var batch = Batch(40, 64, 1, 17);
        using var narrow = Model(device, type);
        using var wide = MistralForCausalLM.Create(Config, device, ScalarType.Float32);
        Copy(narrow, wide);
        var expected = Gradients(wide, batch, (m, a) => new PlainTrainingPass(m, a, 0));

        var actual = Gradients(narrow, batch, (m, a) => new FusedTrainingPass(m, a, checkpointed));

        Assert.InRange(actual.Loss / expected.Loss, 1 - (tolerance / 10), 1 + (tolerance / 10));
        Assert.All(expected.Gradients, g => Assert.InRange(
            (actual.Gradients[g.Key] - g.Value).norm().item<float>() / g.Value.norm().item<float>(), 0, tolerance));
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(3)]
    public void Accumulate_ProjectionsInNf4_IsTheSameOverTheirValues(int checkpointed)
    {
        var device = Gpu.Require();
        using var scope = NewDisposeScope();
        var batch = Batch(40, 64, 1, 17);
        using var dense = Model(device, ScalarType.BFloat16);
        var quantized = dense.Weights.Where(w => MistralWeights.IsProjection(w.Key)).ToDictionary(w => w.Key, w => Nf4Quantizer.Quantize(w.Value));
        using var model = MistralForCausalLM.Create(Config, device, ScalarType.BFloat16, quantized: quantized);
        using (no_grad())
        {
            foreach (var (name, weight) in dense.Weights)
            {
                if (quantized.TryGetValue(name, out var matrix))
                {
                    matrix.DequantizeInto(weight);
                }
                else
                {
                    model.Weights[name].copy_(weight);
                }
            }
        }

        var expected = Gradients(dense, batch, (m, a) => new FusedTrainingPass(m, a, 0));
        var actual = Gradients(model, batch, (m, a) => new FusedTrainingPass(m, a, checkpointed));

        // Queries, keys and values come out of one product instead of three, and attention's gradients are summed in no fixed order.
        Assert.InRange(actual.Loss / expected.Loss, 1 - 1e-3, 1 + 1e-3);
        Assert.All(expected.Gradients, g => Assert.InRange(
            (actual.Gradients[g.Key] - g.Value).norm().item<float>() / g.Value.norm().item<float>(), 0, 0.02));
    }

    [SkippableFact]
    public void Accumulate_Dropout_IsTheReferenceKernels()
    {
        var device = Gpu.Require();
        using var scope = NewDisposeScope();
        var batch = Batch(40, 64, 1, 17);
        using var model = Model(device, ScalarType.BFloat16);
        var reference = new ReferenceTrainingKernels(ScalarType.BFloat16, ScalarType.BFloat16);

        var expected = Gradients(model, batch, (m, a) => new FusedTrainingPass(m, a, 1, reference), dropout: 0.2);
        var actual = Gradients(model, batch, (m, a) => new FusedTrainingPass(m, a, 1), dropout: 0.2);

        Assert.InRange(actual.Loss / expected.Loss, 1 - 2e-3, 1 + 2e-3);
        Assert.All(expected.Gradients, g => Assert.InRange(
            (actual.Gradients[g.Key] - g.Value).norm().item<float>() / g.Value.norm().item<float>(), 0, 0.03));
    }

    private static (double Loss, Dictionary<string, Tensor> Gradients) Gradients(
        MistralForCausalLM model, PackedBatch batch, Func<MistralForCausalLM, LoraAdapter, ITrainingPass> make, double dropout = 0)
    {
        using var adapter = LoraAdapter.Create(model, new LoraConfig { Rank = 5, Alpha = 11, Dropout = dropout }, seed: 3);
        using (no_grad())
        {
            manual_seed(8);
            foreach (var (name, weight) in adapter.Weights)
            {
                weight.add_((randn(weight.shape) * (name.Contains("lora_B", StringComparison.Ordinal) ? 0.1 : 0)).to(weight.device));
                weight.grad = zeros_like(weight);
            }
        }

        using var pass = make(model, adapter);
        var loss = pass.Accumulate(batch, scale: 1.0 / batch.TargetCount, seed: 4).item<float>();
        return (loss, adapter.Weights.ToDictionary(w => w.Key, w => w.Value.grad!.clone()));
    }

    private static MistralForCausalLM Model(Device device, ScalarType type)
    {
        var model = MistralForCausalLM.Create(Config, device, type);
        model.InitializeWeights(4);
        using var none = no_grad();
        foreach (var weight in model.Weights.Values.Where(w => w.dim() == 2))
        {
            weight.mul_(4);
        }

        return model;
    }

    private static void Copy(MistralForCausalLM from, MistralForCausalLM to)
    {
        using var none = no_grad();
        foreach (var (name, weight) in from.Weights)
        {
            to.Weights[name].copy_(weight);
        }
    }

    private static PackedBatch Batch(params int[] lengths)
    {
        var random = new Random(7);
        var ids = Enumerable.Range(0, lengths.Sum()).Select(_ => (long)random.Next(Config.VocabSize)).ToArray();
        var ends = lengths.Select((_, i) => lengths.Take(i + 1).Sum() - 1).ToHashSet();
        long[] positions = [.. Enumerable.Range(0, ids.Length).Where(i => !ends.Contains(i)).Select(i => (long)i)];
        return new PackedBatch(ids, lengths, positions, [.. positions.Select(p => ids[p + 1])]);
    }
}
