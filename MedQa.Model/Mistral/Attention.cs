using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MedQa.Model.Mistral;

/// <summary>
/// Grouped-query self-attention (Vaswani et al., 2017; Ainslie et al., 2023, arXiv:2305.13245) with rotary positions:
/// softmax(Q Kᵀ / sqrt(D)) V, each key-value head serving H / Hkv query heads.
/// </summary>
internal sealed class Attention(MistralConfig config, int layer, Projection q, Projection k, Projection v, Projection o)
{
    public Projection q_proj { get; } = q;

    public Projection k_proj { get; } = k;

    public Projection v_proj { get; } = v;

    public Projection o_proj { get; } = o;

    /// <summary>Attends to the cached tokens and those given.</summary>
    /// <param name="x">[B,T,E], in the compute type.</param>
    /// <param name="step">Rotary angles, mask, cache and adapter of this pass.</param>
    /// <returns>[B,T,E], in the compute type.</returns>
    public Tensor Forward(Tensor x, ForwardStep step)
    {
        using var scope = NewDisposeScope();
        var lora = step.Lora?.Layers[layer];
        var query = Heads(q_proj.Forward(x, lora?.q_proj, step.Training), config.NumAttentionHeads);
        var key = Heads(k_proj.Forward(x, lora?.k_proj, step.Training), config.NumKeyValueHeads);
        var value = Heads(v_proj.Forward(x, lora?.v_proj, step.Training), config.NumKeyValueHeads);
        query = RotaryEmbedding.Rotate(query, step.Cos, step.Sin);
        key = RotaryEmbedding.Rotate(key, step.Cos, step.Sin);
        if (step.Cache is { } cache)
        {
            (key, value) = cache.Append(layer, key, value);
        }

        var attended = step.Runs is { } runs ? Packed(query, Repeat(key), Repeat(value), runs)
            : x.size(1) == 1 ? Merge(OneToken(query, key, value, step.Mask))
            : Merge(Grouped(query, key, value, step));
        return o_proj.Forward(attended, lora?.o_proj, step.Training).MoveToOuterDisposeScope();
    }

    /// <summary>Each run of sequences attends to itself alone, so nothing crosses a boundary and no mask of all tokens by all tokens is made.</summary>
    private static Tensor Packed(Tensor query, Tensor key, Tensor value, IReadOnlyList<SequenceRun> runs)
    {
        var parts = runs.Select(run => run.Joined(F.scaled_dot_product_attention(
            run.Rows(query), run.Rows(key), run.Rows(value), attn_mask: run.Mask, is_casual: run.Mask is null))).ToArray();
        return parts.Length == 1 ? parts[0] : cat(parts, 1);
    }

    /// <summary>[B,H,T,D] to [B,T,H·D].</summary>
    private static Tensor Merge(Tensor x) => x.transpose(1, 2).flatten(2);

    private Tensor Heads(Tensor x, int heads) => x.view(x.size(0), x.size(1), heads, config.HeadDim).transpose(1, 2);

    /// <summary>With one new token the query heads of a group can stand as rows over their one key-value head, and nothing is repeated.</summary>
    private Tensor OneToken(Tensor query, Tensor key, Tensor value, Tensor? mask)
    {
        var groups = config.NumAttentionHeads / config.NumKeyValueHeads;
        var rows = query.reshape(query.size(0), config.NumKeyValueHeads, groups, config.HeadDim);
        return F.scaled_dot_product_attention(rows, key, value, attn_mask: mask).reshape(query.size(0), config.NumAttentionHeads, 1, config.HeadDim);
    }

    private Tensor Grouped(Tensor query, Tensor key, Tensor value, ForwardStep step) =>
        F.scaled_dot_product_attention(query, Repeat(key), Repeat(value), attn_mask: step.Mask, is_casual: step.Mask is null);

    private Tensor Repeat(Tensor x)
    {
        var groups = config.NumAttentionHeads / config.NumKeyValueHeads;
        return groups == 1
            ? x
            : x.unsqueeze(2).expand(x.size(0), x.size(1), groups, x.size(2), x.size(3)).reshape(x.size(0), config.NumAttentionHeads, x.size(2), x.size(3));
    }
}
