using MedQa.Model.Lora;
using MedQa.Model.Mistral;
using MedQa.Model.Quantization;
using TorchSharp;
using static TorchSharp.torch;

namespace MedQa.Model.Cpu;

/// <summary>
/// The decoder's pass for answering on the CPU: the mathematics of <see cref="MistralForCausalLM"/> in float32, without gradients, over
/// the model's own weights and cache. Weights in bfloat16 are widened as they are multiplied. Where a token's pass through torch is
/// some 400 small operations and reads four bytes a weight, this is five pieces of shared work a layer and reads two.
/// </summary>
internal sealed unsafe class CpuDecoder
{
    private readonly MistralForCausalLM _model;
    private readonly MistralConfig _config;
    private readonly CpuTeam _team;
    private readonly LoraAdapter? _adapter;
    private readonly KvCache _cache;
    private readonly int _count;
    private readonly VisibleTokens _visible;
    private readonly CpuAttention _attention;
    private readonly float* _cos;
    private readonly float* _sin;

    private readonly CpuRows _residual;
    private readonly CpuRows _normed;
    private readonly CpuRows _query;
    private readonly CpuRows _key;
    private readonly CpuRows _value;
    private readonly CpuRows _attended;
    private readonly CpuRows _gate;
    private readonly CpuRows _up;

    private CpuDecoder(MistralForCausalLM model, KvCache cache, int count, Tensor? attentionMask, LoraAdapter? adapter, bool vectors)
    {
        (_model, _config, _adapter, _cache, _count) = (model, model.Config, adapter, cache, count);
        _team = new CpuTeam(vectors);
        _visible = new VisibleTokens(cache.Length + _count, _config.SlidingWindow, attentionMask);
        _attention = new CpuAttention(_config, _team, _visible);
        var (cos, sin) = model.Angles(_visible.Length);
        _cos = Floats(cos);
        _sin = Floats(sin);
        var (queries, keys) = (_config.NumAttentionHeads * _config.HeadDim, _config.NumKeyValueHeads * _config.HeadDim);
        _residual = Rows(_config.HiddenSize);
        _normed = Rows(_config.HiddenSize);
        (_query, _attended) = (Rows(queries), Rows(queries));
        (_key, _value) = (Rows(keys), Rows(keys));
        (_gate, _up) = (Rows(_config.IntermediateSize), Rows(_config.IntermediateSize));
    }

    /// <summary>Whether a pass can be computed here: on the CPU, multiplied in float32, not in 4 bit, without gradients and dropout.</summary>
    public static bool Serves(MistralForCausalLM model, LoraAdapter? adapter) =>
        model.Device.type == DeviceType.CPU && model.ComputeDType == ScalarType.Float32 && model.DType is ScalarType.Float32 or ScalarType.BFloat16
        && !model.IsQuantized && adapter is not { Training: true } && !is_grad_enabled();

    /// <summary>Runs the decoder over tokens.</summary>
    /// <param name="model">A model that this <see cref="Serves"/>.</param>
    /// <param name="ids">[B,T] int64.</param>
    /// <param name="cache">Keys and values of earlier tokens, with room for these.</param>
    /// <param name="attentionMask">[B,S+T], or null.</param>
    /// <param name="adapter">An adapter to apply, or null.</param>
    /// <param name="lastOnly">Whether only each row's last token is asked for: the last layer then computes no more than its keys and values of the others.</param>
    /// <param name="vectors">Whether to use vector instructions.</param>
    /// <returns>Hidden states after the last norm, [B,T,E] or [B,1,E] float32.</returns>
    /// <exception cref="ArgumentException">An id is outside the vocabulary.</exception>
    public static Tensor Forward(
        MistralForCausalLM model, Tensor ids, KvCache cache, Tensor? attentionMask, LoraAdapter? adapter, bool lastOnly, bool vectors = true)
    {
        using var scope = NewDisposeScope();
        var pass = new CpuDecoder(model, cache, checked((int)ids.size(1)), attentionMask, adapter, vectors);
        var hidden = empty([ids.size(0), lastOnly ? 1 : ids.size(1), model.Config.HiddenSize], ScalarType.Float32);
        pass.Run(ids.contiguous().data<long>().ToArray(), lastOnly, hidden);
        cache.Advance(pass._count);
        return hidden.MoveToOuterDisposeScope();
    }

    /// <summary>Projects hidden states to the vocabulary.</summary>
    /// <param name="hidden">[..., E] float32, contiguous.</param>
    /// <param name="matrix">[V,E].</param>
    /// <param name="vectors">Whether to use vector instructions.</param>
    /// <returns>[..., V] float32.</returns>
    public static Tensor Logits(Tensor hidden, Tensor matrix, bool vectors = true)
    {
        var logits = empty([.. hidden.shape[..^1], matrix.size(0)], ScalarType.Float32);
        new CpuTeam(vectors).Multiply(new Product(new CpuMatrix(matrix), new CpuRows(hidden), new CpuRows(logits), 1, adds: false));
        return logits;
    }

    private void Run(long[] ids, bool lastOnly, Tensor hidden)
    {
        Embed(ids);
        var last = _model.Layers.Count - 1;
        for (var i = 0; i < last; i++)
        {
            Layer(i, _count);
        }

        var kept = Layer(last, lastOnly ? 1 : _count);
        Normalize(kept, _model.LastNorm, new CpuRows(hidden));
    }

    private void Embed(long[] ids)
    {
        var embedding = new CpuMatrix(_model.Weights["model.embed_tokens.weight"]);
        for (var i = 0; i < ids.Length; i++)
        {
            if (ids[i] < 0 || ids[i] >= embedding.Rows)
            {
                throw new ArgumentException($"The token id {ids[i]} is outside the vocabulary of {embedding.Rows}.", nameof(ids));
            }

            embedding.CopyRow((int)ids[i], _residual.Row(i));
        }
    }

    /// <summary>x + attention(norm(x)), then x + feed-forward(norm(x)).</summary>
    /// <param name="index">The layer's number.</param>
    /// <param name="tokens">Of how many tokens, each row's last ones, the result is asked for; of the others keys and values are kept and no more.</param>
    /// <returns>Those tokens' rows of the residual stream.</returns>
    private CpuRows Layer(int index, int tokens)
    {
        var (layer, lora) = (_model.Layers[index], _adapter?.Layers[index]);
        Normalize(_residual, layer.input_layernorm, _normed);
        var (x, normed, query, attended) = (Last(_residual), Last(_normed), Last(_query), Last(_attended));
        Project(
            adds: false,
            new Step(layer.self_attn.q_proj, lora?.q_proj, normed, query),
            new Step(layer.self_attn.k_proj, lora?.k_proj, _normed, _key),
            new Step(layer.self_attn.v_proj, lora?.v_proj, _normed, _value));
        var (keys, values) = _cache.Layer(index);
        Turn(query, tokens);
        Keep(NativeMemory.Address(keys), NativeMemory.Address(values));
        _attention.Attend(query, tokens, NativeMemory.Address(keys), NativeMemory.Address(values), _cache.Capacity, attended);
        Project(adds: true, new Step(layer.self_attn.o_proj, lora?.o_proj, attended, x));

        Normalize(x, layer.post_attention_layernorm, normed);
        var (gate, up) = (Last(_gate), Last(_up));
        Project(adds: false, new Step(layer.mlp.gate_proj, lora?.gate_proj, normed, gate), new Step(layer.mlp.up_proj, lora?.up_proj, normed, up));
        EachRow(gate.Count, i => RowMath.Gate(gate.Row(i), up.Row(i), _config.IntermediateSize, _team.Vectors));
        Project(adds: true, new Step(layer.mlp.down_proj, lora?.down_proj, gate, x));
        return x;

        CpuRows Last(CpuRows rows) => tokens == _count ? rows : rows.Every(_count);
    }

    /// <summary>y = x Wᵀ + s · x Aᵀ Bᵀ for each step, or that added to what y holds.</summary>
    private void Project(bool adds, params ReadOnlySpan<Step> steps)
    {
        using var scope = NewDisposeScope();
        var (first, second) = (new List<Product>(2 * steps.Length), new List<Product>(steps.Length));
        foreach (var step in steps)
        {
            first.Add(new Product(new CpuMatrix(step.Projection.Dense!), step.From, step.To, 1, adds));
            if (step.Lora is { } lora)
            {
                var a = new CpuMatrix(lora.A);
                var low = new CpuRows(empty([step.From.Count, a.Rows], ScalarType.Float32));
                first.Add(new Product(a, step.From, low, 1, adds: false));
                second.Add(new Product(new CpuMatrix(lora.B), low, step.To, (float)lora.Scaling, adds: true));
            }
        }

        _team.Multiply([.. first]);
        _team.Multiply([.. second]);
    }

    /// <summary>Turns the queries of each row's last tokens by their positions' angles.</summary>
    private void Turn(CpuRows query, int tokens)
    {
        var half = _config.HeadDim / 2;
        EachRow(query.Count, i =>
        {
            var (batch, token) = Math.DivRem(i, tokens);
            var position = (long)_visible.Position(batch, _visible.Length - tokens + token) * half;
            for (var head = 0; head < _config.NumAttentionHeads; head++)
            {
                var at = query.Row(i) + (head * _config.HeadDim);
                RowMath.Rotate(at, _cos + position, _sin + position, at, half, _team.Vectors);
            }
        });
    }

    /// <summary>Puts the keys, turned by their positions' angles, and the values behind those in the cache.</summary>
    private void Keep(nint keys, nint values)
    {
        var (width, half) = (_config.HeadDim, _config.HeadDim / 2);
        EachRow(_key.Count, i =>
        {
            var (batch, token) = Math.DivRem(i, _count);
            var column = _cache.Length + token;
            var position = (long)_visible.Position(batch, column) * half;
            for (var head = 0; head < _config.NumKeyValueHeads; head++)
            {
                var to = ((((long)batch * _config.NumKeyValueHeads) + head) * _cache.Capacity) + column;
                RowMath.Rotate(_key.Row(i) + (head * width), _cos + position, _sin + position, (float*)keys + (to * width), half, _team.Vectors);
                Buffer.MemoryCopy(_value.Row(i) + (head * width), (float*)values + (to * width), width * sizeof(float), width * sizeof(float));
            }
        });
    }

    private void Normalize(CpuRows x, RmsNorm norm, CpuRows to)
    {
        var weight = Floats(norm.weight);
        EachRow(x.Count, i => RowMath.Normalize(x.Row(i), weight, to.Row(i), _config.HiddenSize, (float)_config.RmsNormEps, _team.Vectors));
    }

    /// <summary>A few rows are done here and now; many are shared.</summary>
    private void EachRow(int rows, Action<int> work)
    {
        const int Portion = 8;
        _team.Run((rows + Portion - 1) / Portion, portion =>
        {
            var end = Math.Min(rows, (portion + 1) * Portion);
            for (var i = portion * Portion; i < end; i++)
            {
                work(i);
            }
        });
    }

    private CpuRows Rows(int width) => new(empty([_cache.Batch * (long)_count, width], ScalarType.Float32));

    private static float* Floats(Tensor tensor) => (float*)NativeMemory.Address(tensor);

    private readonly struct Step(Projection projection, LoraWeights? lora, CpuRows from, CpuRows to)
    {
        public Projection Projection => projection;

        public LoraWeights? Lora => lora;

        public CpuRows From => from;

        public CpuRows To => to;
    }
}
