using MedQa.Model.Mistral;
using TorchSharp;
using static TorchSharp.torch;

namespace MedQa.Model.Lora;

/// <summary>
/// Low-rank terms for a model's projections (Hu et al., 2021, arXiv:2106.09685). It is given to
/// <see cref="MistralForCausalLM.Forward"/> and never changes the base, so that many adapters share one. Owns its weights.
/// </summary>
public sealed class LoraAdapter : IDisposable
{
    private readonly OrderedDictionary<string, Tensor> weights = [];
    private readonly LoraLayer[] layers;
    private readonly List<LoraWeights> terms = [];

    private LoraAdapter(MistralForCausalLM model, LoraConfig config)
    {
        Config = config;
        layers = [.. Enumerable.Range(0, model.Config.NumHiddenLayers).Select(_ => new LoraLayer())];
        LoraTarget[] targets = [.. LoraTarget.Of(model.Config, config)];
        if (targets.Length == 0)
        {
            throw new ArgumentException(
                $"None of the model's projections is named by the target modules {config.TargetPattern ?? string.Join(", ", config.TargetModules)}.");
        }

        FirstLayer = targets.Min(t => t.Layer);
        FlatWeights = zeros(targets.Sum(t => t.Rank * (t.Inputs + t.Outputs)), ScalarType.Float32, model.Device).DetachFromDisposeScope();
        long offset = 0;
        foreach (var target in targets)
        {
            var a = View([target.Rank, target.Inputs]);
            var b = View([target.Outputs, target.Rank]);
            var term = new LoraWeights(target.Module, a, b, target.Scaling, config.Dropout);
            terms.Add(term);
            layers[target.Layer].Set(term);
            weights.Add($"base_model.model.{target.Module}.lora_A.weight", a);
            weights.Add($"base_model.model.{target.Module}.lora_B.weight", b);
        }

        // Detached, a view is a leaf of its own, which autograd gives its own gradient.
        Tensor View(long[] shape)
        {
            using var scope = NewDisposeScope();
            var view = FlatWeights.narrow(0, offset, shape[0] * shape[1]).view(shape).detach();
            offset += view.numel();
            return view.DetachFromDisposeScope();
        }
    }

    /// <summary>Where terms are and how they are scaled.</summary>
    public LoraConfig Config { get; }

    /// <summary>Every A and B, float32, under PEFT's name (<c>base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight</c>).</summary>
    public IReadOnlyDictionary<string, Tensor> Weights => weights;

    /// <summary>Every weight in one float32 vector, in the order of <see cref="Weights"/>, which are views of it: A and B of a term, term after term.</summary>
    public Tensor FlatWeights { get; }

    /// <summary>Whether dropout is on.</summary>
    public bool Training { get; set; }

    internal IReadOnlyList<LoraLayer> Layers => layers;

    /// <summary>The first layer with a term.</summary>
    internal int FirstLayer { get; }

    /// <summary>Makes an adapter to train: A Kaiming-uniform with a = sqrt(5) as PEFT draws it, B zero, both asking for gradients.</summary>
    /// <param name="model">The model to adapt.</param>
    /// <param name="config">Where and how.</param>
    /// <param name="seed">The same seed gives the same A on every device: it is drawn on the CPU.</param>
    /// <exception cref="ArgumentException">A value of the config is out of range, or it names no projection.</exception>
    public static LoraAdapter Create(MistralForCausalLM model, LoraConfig config, long seed)
    {
        var adapter = Empty(model, config);
        using var none = no_grad();
        using var generator = new torch.Generator((ulong)seed, CPU);
        foreach (var term in adapter.terms)
        {
            // kaiming_uniform_ with a = sqrt(5): the gain is sqrt(2 / 6), the bound gain · sqrt(3 / in) = 1 / sqrt(in).
            var bound = 1 / Math.Sqrt(term.A.size(1));
            using var drawn = empty(term.A.shape, ScalarType.Float32);
            term.A.copy_(drawn.uniform_(-bound, bound, generator));
        }

        adapter.RequireGradients();
        return adapter;
    }

    /// <summary>Makes an adapter whose terms are all zero, to be filled from a file.</summary>
    /// <exception cref="ArgumentException">A value of the config is out of range, or it names no projection.</exception>
    public static LoraAdapter Empty(MistralForCausalLM model, LoraConfig config)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(config);
        config.Validate();
        return new LoraAdapter(model, config);
    }

    /// <summary>Asks autograd for gradients of every A and B.</summary>
    public void RequireGradients()
    {
        foreach (var weight in weights.Values)
        {
            weight.requires_grad = true;
        }
    }

    /// <summary>Adds every term to its matrix: the model alone then gives what model and adapter gave, within rounding of its type.</summary>
    public void MergeInto(MistralForCausalLM model) => Add(model, 1);

    /// <summary>Takes the terms out again. In float32 the matrices are as before within rounding; in shorter types they are rounded twice.</summary>
    public void UnmergeFrom(MistralForCausalLM model) => Add(model, -1);

    /// <summary>Frees the weights.</summary>
    public void Dispose()
    {
        foreach (var weight in weights.Values)
        {
            weight.Dispose();
        }

        FlatWeights.Dispose();
    }

    private void Add(MistralForCausalLM model, double sign)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.IsQuantized)
        {
            throw new InvalidOperationException("An adapter can't be merged into weights in NF4: merge it into the unquantized model.");
        }

        using var none = no_grad();
        foreach (var term in terms)
        {
            using var scope = NewDisposeScope();
            var matrix = model.Weights[$"{term.Module}.weight"];
            matrix.copy_(matrix.to(ScalarType.Float32) + (term.Delta() * sign));
        }
    }
}
