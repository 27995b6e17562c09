using MedQa.Model.Lora;
using MedQa.Model.Mistral;
using static TorchSharp.torch;

namespace MedQa.Model.Fused;

/// <summary>
/// A decoder layer's forward and backward pass for a frozen base and trained low-rank terms, written out: what is kept, what is
/// computed again and what is done in place are chosen here and not by autograd. The mathematics is <see cref="DecoderLayer"/>'s.
/// </summary>
internal sealed class FusedLayer
{
    private const int StreamsPerLayer = 8;

    private readonly MistralConfig config;
    private readonly DecoderLayer layer;
    private readonly TrainingKernels kernels;
    private readonly MatrixScratch matrices;
    private readonly LoraGroup attentionIn;
    private readonly LoraGroup attentionOut;
    private readonly LoraGroup feedForwardIn;
    private readonly LoraGroup feedForwardOut;

    public FusedLayer(MistralConfig config, int number, DecoderLayer layer, LoraLayer lora, TrainingKernels kernels, MatrixScratch matrices)
    {
        this.config = config;
        this.layer = layer;
        this.kernels = kernels;
        this.matrices = matrices;
        var stream = number * StreamsPerLayer;
        attentionIn = new LoraGroup([lora.q_proj, lora.k_proj, lora.v_proj], stream);
        attentionOut = new LoraGroup([lora.o_proj], stream + 3);
        feedForwardIn = new LoraGroup([lora.gate_proj, lora.up_proj], stream + 4);
        feedForwardOut = new LoraGroup([lora.down_proj], stream + 6);
    }

    /// <summary>The layer's groups of low-rank terms.</summary>
    public IReadOnlyList<LoraGroup> Groups => [attentionIn, attentionOut, feedForwardIn, feedForwardOut];

    /// <summary>Applies the layer.</summary>
    /// <param name="x">The residual stream, [T,E] residual.</param>
    /// <param name="delta">What is to be added to it first: the layer before's last output, [T,E] narrow, or null.</param>
    /// <param name="step">What the layers share.</param>
    /// <param name="memory">Whether the backward pass's needs are kept, only the input is, or nothing.</param>
    /// <returns>The residual stream after attention, what the feed-forward layer adds to it, and what was asked to be kept.</returns>
    public (Tensor Middle, Tensor Delta, LayerMemory? Memory) Forward(Tensor x, Tensor? delta, FusedStep step, KeptMemory memory)
    {
        using var scope = NewDisposeScope();
        var state = FirstHalf(x, delta, step);
        var (product, copy) = kernels.SwiGlu(state.Gate!, state.Up!, Of(feedForwardOut, step));
        var down = product.mm(matrices.Of(layer.mlp.down_proj).t());
        Add(feedForwardOut, Low(feedForwardOut, product, copy?.unsqueeze(0)), [down]);
        LayerMemory? kept = null;
        if (memory == KeptMemory.Input)
        {
            kept = new LayerMemory { Input = state.Input.alias(), Low = [] }.Keep();
        }
        else if (memory == KeptMemory.All)
        {
            kept = state.Keep();
        }

        var middle = memory == KeptMemory.All ? state.Middle!.alias() : state.Middle!;
        return (middle.MoveToOuterDisposeScope(), down.MoveToOuterDisposeScope(), kept);
    }

    /// <summary>Takes the gradient back through the layer, and adds those of its low-rank terms.</summary>
    /// <param name="memory">What the forward pass kept; disposed here.</param>
    /// <param name="dx">Gradient of the layer's output, [T,E] residual; becomes that of its input.</param>
    /// <param name="step">What the layers share, as in the forward pass.</param>
    public void Backward(LayerMemory memory, Tensor dx, FusedStep step)
    {
        using var scope = NewDisposeScope();
        using var kept = memory.IsWhole ? memory : Again(memory, step);
        FeedForwardBackward(kept, dx, step);
        AttentionBackward(kept, dx, step);
    }

    private LayerMemory Again(LayerMemory memory, FusedStep step)
    {
        using var input = memory;
        using var scope = NewDisposeScope();
        return FirstHalf(memory.Input.alias(), null, step).Keep();
    }

    /// <summary>Everything up to the gate's and the other branch's output.</summary>
    private LayerMemory FirstHalf(Tensor x, Tensor? delta, FusedStep step)
    {
        using var scope = NewDisposeScope();
        var (attention, mlp) = (layer.self_attn, layer.mlp);
        var first = Norm(layer.input_layernorm, x, delta, attentionIn, step);
        var packed = Project(first.Normed, [attention.q_proj, attention.k_proj, attention.v_proj]);
        var lowIn = Low(attentionIn, first.Normed, first.Copies);
        Add(attentionIn, lowIn, Parts(packed));
        kernels.Rotate(packed, step.Sequences.Positions, step.Angles, config.NumAttentionHeads + config.NumKeyValueHeads);
        var (q, k, v) = Heads(packed);
        var attended = kernels.Attention(q, k, v, step.Sequences, config.SlidingWindow);
        var merged = attended.Attended.view(x.size(0), -1);
        var output = merged.mm(matrices.Of(attention.o_proj).t());
        var lowOut = Low(attentionOut, merged, Dropped(attentionOut, merged, step));
        Add(attentionOut, lowOut, [output]);

        var second = Norm(layer.post_attention_layernorm, first.Sum, output, feedForwardIn, step);
        var gate = second.Normed.mm(matrices.Of(mlp.gate_proj).t());
        var up = second.Normed.mm(matrices.Of(mlp.up_proj).t());
        var lowFeed = Low(feedForwardIn, second.Normed, second.Copies);
        Add(feedForwardIn, lowFeed, [gate, up]);
        var state = new LayerMemory
        {
            Input = first.Sum,
            InputReciprocal = first.Reciprocal,
            Packed = packed,
            Attention = attended,
            Middle = second.Sum,
            MiddleReciprocal = second.Reciprocal,
            Gate = gate,
            Up = up,
            Low = [lowIn, lowOut, lowFeed],
        };
        state.MoveToOuterScope();
        return state;
    }

    private void FeedForwardBackward(LayerMemory memory, Tensor dx, FusedStep step)
    {
        using var scope = NewDisposeScope();
        var (gate, up) = (memory.Gate!, memory.Up!);
        var dy = dx.to(step.Narrow);
        var grad = dy.mm(matrices.Of(layer.mlp.down_proj));
        if (feedForwardOut.Count == 0)
        {
            kernels.SwiGluBackward(gate, up, grad, null, default);
        }
        else
        {
            using var inner = NewDisposeScope();
            var group = feedForwardOut;
            var dlow = group.LowGradients([dy]);
            var term = group.Terms(dlow);
            kernels.SwiGluBackward(gate, up, grad, term[0], Of(group, step));
            grad.Dispose();
            group.BackwardB(group.Low(term[0], term), [dy], kernels);
            group.BackwardA(dlow, term[0], term, kernels);
        }

        var normed = Norm(layer.post_attention_layernorm, memory.Middle!, null, feedForwardIn, step);
        var dh = gate.mm(matrices.Of(layer.mlp.gate_proj));
        dh.addmm_(up, matrices.Of(layer.mlp.up_proj), beta: 1, alpha: 1);
        var terms = Backward(feedForwardIn, memory.Low[2], [gate, up], normed, dh, step);
        kernels.NormBackward(dh, terms, memory.Middle!, memory.MiddleReciprocal!, layer.post_attention_layernorm.weight, dx, Of(feedForwardIn, step));
    }

    private void AttentionBackward(LayerMemory memory, Tensor dx, FusedStep step)
    {
        using var scope = NewDisposeScope();
        var attention = layer.self_attn;
        var dy = dx.to(step.Narrow);
        var merged = memory.Attention!.Attended.view(dy.size(0), -1);
        var grad = dy.mm(matrices.Of(attention.o_proj));
        if (attentionOut.Count > 0)
        {
            var group = attentionOut;
            var dlow = group.LowGradients([dy]);
            group.BackwardB(memory.Low[1]!, [dy], kernels);
            if (Of(group, step).IsOn)
            {
                var term = group.Terms(dlow);
                kernels.DropBackward(merged, term[0], grad, Of(group, step));
                group.BackwardA(dlow, term[0], term, kernels);
            }
            else
            {
                group.AddTerms(dlow, grad);
                group.BackwardA(dlow, merged, null, kernels);
            }
        }

        var (q, k, v) = Heads(memory.Packed!);
        var (dq, dk, dv) = kernels.AttentionBackward(grad.view(q.shape), q, k, v, memory.Attention, step.Sequences, config.SlidingWindow);
        var packed = kernels.RotateBack(dq, dk, dv, step.Sequences.Positions, step.Angles);
        var normed = Norm(layer.input_layernorm, memory.Input, null, attentionIn, step);
        var dh = ProjectBack(packed, [attention.q_proj, attention.k_proj, attention.v_proj]);
        var terms = Backward(attentionIn, memory.Low[0], Parts(packed), normed, dh, step);
        kernels.NormBackward(dh, terms, memory.Input, memory.InputReciprocal!, layer.input_layernorm.weight, dx, Of(attentionIn, step));
    }

    /// <summary>The gradients of a group behind a norm. Without dropout what comes back goes into <paramref name="dh"/> at once, else it is returned for the norm's kernel to mask.</summary>
    private Tensor? Backward(LoraGroup group, Tensor? low, Tensor[] grads, NormResult normed, Tensor dh, FusedStep step)
    {
        if (group.Count == 0)
        {
            return null;
        }

        var dlow = group.LowGradients(grads);
        group.BackwardB(low!, grads, kernels);
        group.BackwardA(dlow, normed.Normed, normed.Copies, kernels);
        if (Of(group, step).IsOn)
        {
            return group.Terms(dlow);
        }

        group.AddTerms(dlow, dh);
        return null;
    }

    private NormResult Norm(RmsNorm norm, Tensor x, Tensor? delta, LoraGroup group, FusedStep step)
    {
        var dropout = Of(group, step);
        return kernels.AddNorm(x, delta, norm.weight, config.RmsNormEps, dropout.IsOn ? group.Count : 0, dropout);
    }

    private Tensor? Dropped(LoraGroup group, Tensor x, FusedStep step) =>
        Of(group, step) is { IsOn: true } dropout ? kernels.Drop(x, dropout).unsqueeze(0) : null;

    private static Tensor? Low(LoraGroup group, Tensor x, Tensor? copies) => group.Count == 0 ? null : group.Low(x, copies);

    private static void Add(LoraGroup group, Tensor? low, IReadOnlyList<Tensor> outputs)
    {
        if (low is not null)
        {
            group.AddTo(low, outputs);
        }
    }

    /// <summary>The products of one input with several matrices side by side, [T,Σ out].</summary>
    private Tensor Project(Tensor x, IReadOnlyList<Projection> projections)
    {
        if (matrices.Of(projections) is { } together)
        {
            return x.mm(together.t());
        }

        var packed = empty([x.size(0), PackedWidth], x.dtype, x.device);
        var parts = Parts(packed);
        for (var i = 0; i < projections.Count; i++)
        {
            parts[i].addmm_(x, matrices.Of(projections[i]).t(), beta: 0, alpha: 1);
        }

        return packed;
    }

    private Tensor ProjectBack(Tensor packed, IReadOnlyList<Projection> projections)
    {
        if (matrices.Of(projections) is { } together)
        {
            return packed.mm(together);
        }

        var parts = Parts(packed);
        var dh = parts[0].mm(matrices.Of(projections[0]));
        for (var i = 1; i < projections.Count; i++)
        {
            dh.addmm_(parts[i], matrices.Of(projections[i]), beta: 1, alpha: 1);
        }

        return dh;
    }

    private long QueryWidth => (long)config.NumAttentionHeads * config.HeadDim;

    private long KeyWidth => (long)config.NumKeyValueHeads * config.HeadDim;

    private long PackedWidth => QueryWidth + (2 * KeyWidth);

    private Tensor[] Parts(Tensor packed) =>
        [packed.narrow(1, 0, QueryWidth), packed.narrow(1, QueryWidth, KeyWidth), packed.narrow(1, QueryWidth + KeyWidth, KeyWidth)];

    private (Tensor Q, Tensor K, Tensor V) Heads(Tensor packed)
    {
        var heads = packed.view(packed.size(0), -1, config.HeadDim);
        var (h, pairs) = (config.NumAttentionHeads, config.NumKeyValueHeads);
        return (heads.narrow(1, 0, h), heads.narrow(1, h, pairs), heads.narrow(1, h + pairs, pairs));
    }

    private static Dropout Of(LoraGroup group, FusedStep step) => new(step.Seed, group.Stream, step.Training ? group.Probability : 0);
}
