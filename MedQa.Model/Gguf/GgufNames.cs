using System.Text.RegularExpressions;

namespace MedQa.Model.Gguf;

/// <summary>llama.cpp's names of a Llama's or Mistral's tensors, and Hugging Face's.</summary>
internal static partial class GgufNames
{
    private static readonly Dictionary<string, string> Whole = new()
    {
        ["token_embd.weight"] = "model.embed_tokens.weight",
        ["output_norm.weight"] = "model.norm.weight",
        ["output.weight"] = "lm_head.weight",
    };

    private static readonly Dictionary<string, string> InLayer = new()
    {
        ["attn_norm"] = "input_layernorm",
        ["attn_q"] = "self_attn.q_proj",
        ["attn_k"] = "self_attn.k_proj",
        ["attn_v"] = "self_attn.v_proj",
        ["attn_output"] = "self_attn.o_proj",
        ["ffn_norm"] = "post_attention_layernorm",
        ["ffn_gate"] = "mlp.gate_proj",
        ["ffn_up"] = "mlp.up_proj",
        ["ffn_down"] = "mlp.down_proj",
    };

    /// <summary>Hugging Face's name, or the same where there is none.</summary>
    public static string ToHuggingFace(string name) =>
        Whole.TryGetValue(name, out var whole) ? whole
        : LayerName().Match(name) is { Success: true } match && InLayer.TryGetValue(match.Groups["part"].Value, out var part)
            ? $"model.layers.{match.Groups["layer"].Value}.{part}.weight"
        : name;

    [GeneratedRegex(@"^blk\.(?<layer>0|[1-9][0-9]{0,5})\.(?<part>[a-z_]+)\.weight\z", RegexOptions.CultureInvariant)]
    private static partial Regex LayerName();
}
