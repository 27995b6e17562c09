using MedQa.Model.Lora;
using MedQa.Model.Mistral;
using MedQa.Model.Quantization;
using MedQa.Model.Tests.Mistral;
using MedQa.Model.Training;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MedQa.Model.Tests.Training;

/// <summary>A small random model of three layers, to be trained whole or through an adapter, and packed sequences for it.</summary>
internal sealed class TrainingCase : IDisposable
{
    public TrainingCase(
        bool full, int? window = null, bool tied = false, double dropout = 0, ScalarType compute = ScalarType.Float32,
        IReadOnlyList<int>? layers = null, bool quantized = false, IReadOnlyList<string>? targets = null)
    {
        var dense = MistralForCausalLM.Create(
            TinyModel.Config with { NumHiddenLayers = 3, SlidingWindow = window, TieWordEmbeddings = tied }, CPU, ScalarType.Float32, compute);
        dense.InitializeWeights(4);
        using (no_grad())
        {
            foreach (var weight in dense.Weights.Values.Where(w => w.dim() == 2))
            {
                weight.mul_(8);
            }
        }

        Model = quantized ? Quantize(dense) : dense;
        if (full)
        {
            foreach (var weight in Model.Weights.Values)
            {
                weight.requires_grad_(true);
            }

            return;
        }

        Adapter = LoraAdapter.Create(Model, new LoraConfig { Rank = 3, Alpha = 6, Dropout = dropout, LayersToTransform = layers, TargetModules = targets ?? LoraConfig.AllProjections }, seed: 5);
        using var none = no_grad();
        using var generator = new Generator(6, CPU);
        foreach (var (_, b) in Adapter.Weights.Where(w => w.Key.Contains("lora_B", StringComparison.Ordinal)))
        {
            // B of zeros would leave A without a gradient.
            b.normal_(0, 0.2, generator);
        }
    }

    public MistralForCausalLM Model { get; }

    public LoraAdapter? Adapter { get; }

    public IReadOnlyDictionary<string, Tensor> Trained => Adapter?.Weights ?? Model.Weights;

    /// <summary>Random sequences; of each, the tokens after its first third count.</summary>
    public static PackedBatch Batch(params int[] lengths)
    {
        var random = new Random(7);
        var ids = Enumerable.Range(0, lengths.Sum()).Select(_ => (long)random.Next(TinyModel.Config.VocabSize)).ToArray();
        var positions = new List<long>();
        var start = 0;
        foreach (var length in lengths)
        {
            positions.AddRange(Enumerable.Range(start + (length / 3), Math.Max(0, length - 1 - (length / 3))).Select(p => (long)p));
            start += length;
        }

        return new PackedBatch(ids, lengths, [.. positions], [.. positions.Select(p => ids[p + 1])]);
    }

    /// <summary>The same batch with weights from 0 to 6.</summary>
    public static PackedBatch Weighted(PackedBatch batch) => batch with { Weights = [.. batch.Targets.Select((_, i) => i % 3 * 2.5f + (i % 2))] };

    /// <summary>The loss and the gradients of a batch, each sequence by itself, out of whole logits.</summary>
    public (double Loss, Dictionary<string, Tensor> Gradients) Alone(PackedBatch batch, double scale)
    {
        double loss = 0;
        var start = 0;
        foreach (var length in batch.Lengths)
        {
            using var scope = NewDisposeScope();
            var own = batch.Positions.Select((p, i) => (Position: p - start, Target: batch.Targets[i], Weight: batch.Weights?[i] ?? 1)).Where(p => p.Position >= 0 && p.Position < length).ToArray();
            if (own.Length > 0)
            {
                var ids = tensor(batch.Ids.AsSpan(start, length).ToArray()).unsqueeze(0);
                var logits = Model.Logits(Model.Forward(ids, adapter: Adapter))[0];
                var losses = F.cross_entropy(
                    logits.index_select(0, tensor([.. own.Select(p => p.Position)])), tensor([.. own.Select(p => p.Target)]), reduction: nn.Reduction.None);
                var sum = (losses * tensor([.. own.Select(p => p.Weight)])).sum();
                (sum * scale).backward();
                loss += sum.item<float>();
            }

            start += length;
        }

        return (loss, TakeGradients());
    }

    /// <summary>The loss and the gradients of a batch through the pass.</summary>
    public (double Loss, Dictionary<string, Tensor> Gradients) Pass(PackedBatch batch, double scale, int checkpointed = 0, long seed = 1)
    {
        using var pass = new PlainTrainingPass(Model, Adapter, checkpointed);
        using var loss = pass.Accumulate(batch, scale, seed);
        return (loss.item<float>(), TakeGradients());
    }

    /// <summary>The loss and the gradients of a batch through a pass that adds to gradients which are there.</summary>
    public (double Loss, Dictionary<string, Tensor> Gradients) Pass(ITrainingPass pass, PackedBatch batch, double scale, long seed = 1)
    {
        foreach (var weight in Trained.Values)
        {
            weight.grad = zeros_like(weight).detach();
        }

        using var loss = pass.Accumulate(batch, scale, seed);
        return (loss.item<float>(), TakeGradients());
    }

    public void Dispose()
    {
        Adapter?.Dispose();
        Model.Dispose();
    }

    /// <summary>The same model with its projections in NF4; the dense one is disposed.</summary>
    private static MistralForCausalLM Quantize(MistralForCausalLM dense)
    {
        using (dense)
        {
            var projections = dense.Weights.Where(w => MistralWeights.IsProjection(w.Key))
                .ToDictionary(w => w.Key, w => Nf4Quantizer.Quantize(w.Value));
            var model = MistralForCausalLM.Create(dense.Config, CPU, ScalarType.Float32, dense.ComputeDType, projections);
            using var none = no_grad();
            foreach (var (name, weight) in model.Weights)
            {
                weight.copy_(dense.Weights[name]);
            }

            return model;
        }
    }

    private Dictionary<string, Tensor> TakeGradients()
    {
        var gradients = Trained.Where(w => w.Value.grad is not null).ToDictionary(w => w.Key, w => w.Value.grad!.clone());
        foreach (var weight in Trained.Values)
        {
            weight.grad = null;
        }

        return gradients;
    }
}
