namespace MedQa.Model.Mistral;

/// <summary>The names and shapes of a model's weights in Hugging Face's layout.</summary>
public static class MistralWeights
{
    /// <summary>Every weight's name and shape, in the model's order. A matrix's rows are its outputs.</summary>
    public static IEnumerable<(string Name, IReadOnlyList<long> Shape)> Shapes(MistralConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        long hidden = config.HiddenSize;
        long inner = config.IntermediateSize;
        var queries = (long)config.NumAttentionHeads * config.HeadDim;
        var keys = (long)config.NumKeyValueHeads * config.HeadDim;
        yield return ("model.embed_tokens.weight", [config.VocabSize, hidden]);
        for (var i = 0; i < config.NumHiddenLayers; i++)
        {
            var layer = $"model.layers.{i}";
            yield return ($"{layer}.self_attn.q_proj.weight", [queries, hidden]);
            yield return ($"{layer}.self_attn.k_proj.weight", [keys, hidden]);
            yield return ($"{layer}.self_attn.v_proj.weight", [keys, hidden]);
            yield return ($"{layer}.self_attn.o_proj.weight", [hidden, queries]);
            yield return ($"{layer}.mlp.gate_proj.weight", [inner, hidden]);
            yield return ($"{layer}.mlp.up_proj.weight", [inner, hidden]);
            yield return ($"{layer}.mlp.down_proj.weight", [hidden, inner]);
            yield return ($"{layer}.input_layernorm.weight", [hidden]);
            yield return ($"{layer}.post_attention_layernorm.weight", [hidden]);
        }

        yield return ("model.norm.weight", [hidden]);
        if (!config.TieWordEmbeddings)
        {
            yield return ("lm_head.weight", [config.VocabSize, hidden]);
        }
    }

    /// <summary>Whether a weight is a norm's.</summary>
    public static bool IsNorm(string name) => name.EndsWith("norm.weight", StringComparison.Ordinal);

    /// <summary>Whether a weight is one of a decoder layer's seven projections, which quantization and adapters are for.</summary>
    public static bool IsProjection(string name) => name.EndsWith("_proj.weight", StringComparison.Ordinal);

    /// <summary>Whether a matrix adds to the residual stream.</summary>
    internal static bool WritesToResidual(string name) =>
        name.EndsWith("o_proj.weight", StringComparison.Ordinal) || name.EndsWith("down_proj.weight", StringComparison.Ordinal);
}
