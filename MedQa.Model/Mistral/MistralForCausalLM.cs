using MedQa.Model.Cpu;
using MedQa.Model.Lora;
using MedQa.Model.Quantization;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MedQa.Model.Mistral;

/// <summary>
/// The decoder of Mistral 7B (Jiang et al., 2023, arXiv:2310.06825) and of Llama (Touvron et al., 2023, arXiv:2302.13971):
/// embedding, decoder layers, a last norm, and a projection to the vocabulary.
/// </summary>
/// <remarks>
/// <para>
/// Matrices are kept in one type and multiplied in another (<see cref="ComputeDType"/>; the same unless asked otherwise: training
/// keeps float32 and multiplies in bf16). The residual stream, the norms, their weights and the rotary angles are float32 always.
/// </para>
/// <para>The seven projections of each decoder layer may be in NF4; then they are in <see cref="QuantizedWeights"/>, not in <see cref="Weights"/>.</para>
/// <para>Owns its weights; not thread-safe: one thread at a time.</para>
/// <para>Shapes in this folder: B batch, T tokens, S cached tokens, H heads, Hkv key-value heads, D head size, E hidden, V vocabulary.</para>
/// </remarks>
public sealed class MistralForCausalLM : IDisposable
{
    private readonly OrderedDictionary<string, Tensor> weights;
    private readonly OrderedDictionary<string, Nf4Tensor> quantizedWeights;
    private readonly Tensor embed_tokens;
    private readonly Tensor lm_head;
    private readonly RmsNorm norm;
    private readonly DecoderLayer[] layers;
    private readonly RotaryEmbedding rotary;

    private MistralForCausalLM(
        MistralConfig config, Device device, ScalarType dtype, ScalarType compute, OrderedDictionary<string, Nf4Tensor> quantized)
    {
        Config = config;
        Device = device;
        DType = dtype;
        ComputeDType = compute;
        weights = [];
        quantizedWeights = quantized;
        foreach (var (name, shape) in MistralWeights.Shapes(config).Where(w => !quantized.ContainsKey(w.Name)))
        {
            var kept = MistralWeights.IsNorm(name) ? ScalarType.Float32 : dtype;
            weights.Add(name, empty([.. shape], kept, device).DetachFromDisposeScope());
        }

        embed_tokens = weights["model.embed_tokens.weight"];
        lm_head = config.TieWordEmbeddings ? embed_tokens : weights["lm_head.weight"];
        norm = Norm("model.norm");
        layers = [.. Enumerable.Range(0, config.NumHiddenLayers).Select(Layer)];
        rotary = new RotaryEmbedding(config.Rope, config.HeadDim, device);
    }

    /// <summary>The model's shape.</summary>
    public MistralConfig Config { get; }

    /// <summary>Where the weights are.</summary>
    public Device Device { get; }

    /// <summary>The type that matrices are kept in.</summary>
    public ScalarType DType { get; }

    /// <summary>The type that matrices are multiplied in.</summary>
    public ScalarType ComputeDType { get; }

    /// <summary>Number of weights.</summary>
    public long ParameterCount => weights.Values.Sum(w => w.numel()) + quantizedWeights.Values.Sum(w => w.Count);

    /// <summary>
    /// Every weight that is a tensor, under Hugging Face's name, in the model's order; <c>lm_head.weight</c> only where it is not
    /// tied, a projection only where it is not quantized.
    /// </summary>
    public IReadOnlyDictionary<string, Tensor> Weights => weights;

    /// <summary>The projections in NF4, under Hugging Face's names, in the model's order: all of every decoder layer, or none.</summary>
    public IReadOnlyDictionary<string, Nf4Tensor> QuantizedWeights => quantizedWeights;

    /// <summary>Whether the projections are in NF4.</summary>
    public bool IsQuantized => quantizedWeights.Count > 0;

    internal IReadOnlyList<DecoderLayer> Layers => layers;

    /// <summary>The norm before the projection to the vocabulary.</summary>
    internal RmsNorm LastNorm => norm;

    /// <summary>The projection to the vocabulary, [V,E].</summary>
    internal Tensor OutputMatrix => lm_head;

    /// <summary>Makes a model whose weights hold no values yet, but for those given.</summary>
    /// <param name="config">Its shape.</param>
    /// <param name="device">Where it lives.</param>
    /// <param name="dtype">Type of its matrices: float32, float16 or bfloat16.</param>
    /// <param name="computeDType">Type to multiply in; null: the same.</param>
    /// <param name="quantized">Every projection of every layer in NF4, on the device; the model's from here on. Null: none is quantized.</param>
    /// <exception cref="InvalidDataException">The numbers in the config do not fit together.</exception>
    /// <exception cref="ArgumentException">The NF4 matrices are not the projections that the config asks for.</exception>
    public static MistralForCausalLM Create(
        MistralConfig config, Device device, ScalarType dtype, ScalarType? computeDType = null, IReadOnlyDictionary<string, Nf4Tensor>? quantized = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(device);
        config.Validate();
        return new MistralForCausalLM(config, device, dtype, computeDType ?? dtype, quantized is null ? [] : Projections(config, device, quantized));
    }

    /// <summary>
    /// Draws weights for training from scratch: normal with deviation 0.02, the projections that write to the residual stream
    /// divided by sqrt(2 · layers) (Radford et al., 2019), norms 1. The same seed gives the same weights on every device: they are
    /// drawn on the CPU.
    /// </summary>
    /// <exception cref="InvalidOperationException">The projections are quantized, which can't be trained.</exception>
    public void InitializeWeights(long seed)
    {
        if (IsQuantized)
        {
            throw new InvalidOperationException("Weights in NF4 can't be trained from scratch: make the model without quantization.");
        }

        using var none = no_grad();
        using var generator = new Generator((ulong)seed, CPU);
        foreach (var (name, weight) in weights)
        {
            if (MistralWeights.IsNorm(name))
            {
                weight.fill_(1);
            }
            else
            {
                var deviation = 0.02 / (MistralWeights.WritesToResidual(name) ? Math.Sqrt(2.0 * Config.NumHiddenLayers) : 1);
                using var drawn = empty(weight.shape, ScalarType.Float32);
                weight.copy_(drawn.normal_(0, deviation, generator));
            }
        }
    }

    /// <summary>Runs the decoder over tokens.</summary>
    /// <param name="ids">[B,T] int64, on the model's device.</param>
    /// <param name="cache">Keys and values of earlier tokens; these are added to it. Null: none.</param>
    /// <param name="attentionMask">[B,S+T], 0 or false where padded; positions count from a row's first real token. Null: nothing is padded.</param>
    /// <param name="adapter">An adapter to apply, or null.</param>
    /// <returns>Hidden states after the last norm, [B,T,E], in the compute type.</returns>
    public Tensor Forward(Tensor ids, KvCache? cache = null, Tensor? attentionMask = null, LoraAdapter? adapter = null) =>
        ForwardAny(ids, cache, attentionMask, adapter, lastOnly: false);

    /// <summary>As <see cref="Forward"/>, for each row's last token alone: what only the others need of the last layer is left out.</summary>
    /// <returns>The last tokens' hidden states after the last norm, [B,1,E], in the compute type.</returns>
    /// <inheritdoc cref="Forward"/>
    public Tensor ForwardLast(Tensor ids, KvCache? cache = null, Tensor? attentionMask = null, LoraAdapter? adapter = null) =>
        ForwardAny(ids, cache, attentionMask, adapter, lastOnly: true);

    /// <summary>
    /// Runs the decoder over sequences laid one behind the other without padding: positions count from each one's start, and
    /// attention never crosses from one to another, so that each gives what it gives alone.
    /// </summary>
    /// <param name="ids">[1,T] int64, on the model's device.</param>
    /// <param name="lengths">Tokens of each sequence; their sum is T.</param>
    /// <param name="adapter">An adapter to apply, or null.</param>
    /// <returns>Hidden states after the last norm, [1,T,E], in the compute type.</returns>
    /// <exception cref="ArgumentException">The lengths do not sum to T, or one is below 1.</exception>
    public Tensor ForwardPacked(Tensor ids, IReadOnlyList<int> lengths, LoraAdapter? adapter = null)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentNullException.ThrowIfNull(lengths);
        if (ids.dim() != 2 || ids.size(0) != 1 || lengths.Any(l => l < 1) || lengths.Sum(l => (long)l) != ids.size(1))
        {
            throw new ArgumentException($"Packed ids must be [1,T] with lengths of 1 or more that sum to T, but are [{string.Join(',', ids.shape)}] with a sum of {lengths.Sum(l => (long)l)}.");
        }

        using var scope = NewDisposeScope();
        var step = PackedStep(lengths, adapter);
        var x = Embed(ids);
        foreach (var layer in layers)
        {
            x = Next(layer, x, step);
        }

        return Finish(x).MoveToOuterDisposeScope();
    }

    /// <summary>Projects hidden states to the vocabulary.</summary>
    /// <param name="hidden">[..., E], as <see cref="Forward"/> returns.</param>
    /// <returns>Logits [..., V], float32.</returns>
    public Tensor Logits(Tensor hidden)
    {
        ArgumentNullException.ThrowIfNull(hidden);
        using var scope = NewDisposeScope();
        return CpuDecoder.Serves(this, adapter: null)
            ? CpuDecoder.Logits(hidden.contiguous(), lm_head).MoveToOuterDisposeScope()
            : LogitsInTorch(hidden).MoveToOuterDisposeScope();
    }

    /// <summary><see cref="Logits"/> by torch's operations.</summary>
    internal Tensor LogitsInTorch(Tensor hidden)
    {
        using var scope = NewDisposeScope();
        return F.linear(hidden, lm_head.to(hidden.dtype)).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    /// <summary>Frees the weights.</summary>
    public void Dispose()
    {
        rotary.Dispose();
        foreach (var weight in weights.Values)
        {
            weight.Dispose();
        }

        foreach (var weight in quantizedWeights.Values)
        {
            weight.Dispose();
        }
    }

    /// <summary>The given matrices in the model's order.</summary>
    private static OrderedDictionary<string, Nf4Tensor> Projections(MistralConfig config, Device device, IReadOnlyDictionary<string, Nf4Tensor> given)
    {
        var ordered = new OrderedDictionary<string, Nf4Tensor>();
        foreach (var (name, shape) in MistralWeights.Shapes(config).Where(w => MistralWeights.IsProjection(w.Name)))
        {
            if (!given.TryGetValue(name, out var matrix) || !matrix.Shape.SequenceEqual(shape) || matrix.Device.type != device.type)
            {
                var found = given.ContainsKey(name) ? $"is [{string.Join(", ", given[name].Shape)}] on {given[name].Device}" : "is not there";
                throw new ArgumentException($"{name} must be an NF4 matrix of [{string.Join(", ", shape)}] on {device}, but {found}.", nameof(given));
            }

            ordered.Add(name, matrix);
        }

        return ordered.Count == given.Count
            ? ordered
            : throw new ArgumentException($"{given.Keys.First(n => !ordered.ContainsKey(n))} is no projection of the model.", nameof(given));
    }

    /// <summary>What the layers share in a pass over packed sequences.</summary>
    /// <param name="lengths">Tokens of each sequence.</param>
    /// <param name="adapter">An adapter to apply, or null.</param>
    internal ForwardStep PackedStep(IReadOnlyList<int> lengths, LoraAdapter? adapter)
    {
        var positions = tensor(lengths.SelectMany(l => Enumerable.Range(0, l).Select(p => (long)p)).ToArray()).to(Device).unsqueeze(0);
        var (cos, sin) = rotary.At(positions, lengths.Max());
        return new ForwardStep(cos, sin, Mask: null, Cache: null, adapter, SequenceRun.Of(lengths, Config.SlidingWindow, Device));
    }

    /// <summary>Rotary cos and sin of the first positions, float32 [count,D/2]: views of a table.</summary>
    internal (Tensor Cos, Tensor Sin) Angles(int count) => rotary.Range(0, count);

    /// <summary>The tokens' rows of the embedding, the first layer's input.</summary>
    /// <param name="ids">[B,T] int64.</param>
    /// <returns>[B,T,E] float32.</returns>
    internal Tensor Embed(Tensor ids)
    {
        using var scope = NewDisposeScope();
        return embed_tokens.index_select(0, ids.reshape(-1)).view(ids.size(0), ids.size(1), Config.HiddenSize).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    /// <summary>The last norm.</summary>
    /// <param name="x">[B,T,E] float32, what the last layer returns.</param>
    /// <returns>[B,T,E], in the compute type.</returns>
    internal Tensor Finish(Tensor x)
    {
        using var scope = NewDisposeScope();
        return norm.Forward(x).to(ComputeDType).MoveToOuterDisposeScope();
    }

    /// <summary><see cref="Forward"/> by torch's operations, with gradients where they are asked for.</summary>
    internal Tensor ForwardInTorch(Tensor ids, KvCache? cache, Tensor? attentionMask, LoraAdapter? adapter)
    {
        using var scope = NewDisposeScope();
        var (batch, count, cached) = (ids.size(0), ids.size(1), cache?.Length ?? 0);
        cache?.CheckRoom(batch, count);
        var (cos, sin) = Angles(cached, count, attentionMask);
        var mask = AttentionMask.Create(cached, count, Config.SlidingWindow, attentionMask, Device);
        var step = new ForwardStep(cos, sin, mask, cache, adapter);
        var x = Embed(ids);
        foreach (var layer in layers)
        {
            x = Next(layer, x, step);
        }

        cache?.Advance((int)count);
        return Finish(x).MoveToOuterDisposeScope();
    }

    private Tensor ForwardAny(Tensor ids, KvCache? cache, Tensor? attentionMask, LoraAdapter? adapter, bool lastOnly)
    {
        ArgumentNullException.ThrowIfNull(ids);
        using var scope = NewDisposeScope();
        if (CpuDecoder.Serves(this, adapter))
        {
            cache?.CheckRoom(ids.size(0), ids.size(1));
            using var own = cache is null ? new KvCache(this, (int)ids.size(0), (int)ids.size(1)) : null;
            return CpuDecoder.Forward(this, ids, cache ?? own!, attentionMask, adapter, lastOnly).MoveToOuterDisposeScope();
        }

        var hidden = ForwardInTorch(ids, cache, attentionMask, adapter);
        return (lastOnly ? hidden.narrow(1, hidden.size(1) - 1, 1).clone() : hidden).MoveToOuterDisposeScope();
    }

    /// <summary>Drops each layer's input as soon as the next has it, so that without gradients two are alive, not all.</summary>
    private static Tensor Next(DecoderLayer layer, Tensor x, ForwardStep step)
    {
        var next = layer.Forward(x, step);
        x.Dispose();
        return next;
    }

    private (Tensor Cos, Tensor Sin) Angles(long cached, long count, Tensor? attentionMask)
    {
        if (attentionMask is null)
        {
            return rotary.Range(cached, count);
        }

        var positions = (attentionMask.to(ScalarType.Int64).cumsum(-1) - 1).clamp(min: 0).narrow(1, cached, count);
        return rotary.At(positions, cached + count);
    }

    private DecoderLayer Layer(int i)
    {
        var prefix = $"model.layers.{i}";
        return new DecoderLayer(
            Norm($"{prefix}.input_layernorm"),
            new Attention(Config, i, Project("self_attn.q_proj"), Project("self_attn.k_proj"), Project("self_attn.v_proj"), Project("self_attn.o_proj")),
            Norm($"{prefix}.post_attention_layernorm"),
            new FeedForward(i, Project("mlp.gate_proj"), Project("mlp.up_proj"), Project("mlp.down_proj")),
            ComputeDType);

        Projection Project(string name)
        {
            var key = $"{prefix}.{name}.weight";
            return quantizedWeights.TryGetValue(key, out var matrix) ? new Projection(matrix) : new Projection(weights[key]);
        }
    }

    private RmsNorm Norm(string name) => new(weights[$"{name}.weight"], Config.RmsNormEps);
}
