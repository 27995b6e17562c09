using static TorchSharp.torch;

namespace MedQa.Model.Mistral;

/// <summary>One layer of the decoder: x + attention(norm(x)), then x + feed-forward(norm(x)). The residual stream x is float32.</summary>
internal sealed class DecoderLayer(RmsNorm inputNorm, Attention attention, RmsNorm postAttentionNorm, FeedForward feedForward, ScalarType compute)
{
    public RmsNorm input_layernorm { get; } = inputNorm;

    public Attention self_attn { get; } = attention;

    public RmsNorm post_attention_layernorm { get; } = postAttentionNorm;

    public FeedForward mlp { get; } = feedForward;

    /// <summary>Applies the layer.</summary>
    /// <param name="x">[B,T,E] float32.</param>
    /// <param name="step">What the layers share.</param>
    /// <returns>[B,T,E] float32.</returns>
    public Tensor Forward(Tensor x, ForwardStep step)
    {
        using var scope = NewDisposeScope();
        x = x + self_attn.Forward(input_layernorm.Forward(x).to(compute), step);
        x = x + mlp.Forward(post_attention_layernorm.Forward(x).to(compute), step);
        return x.MoveToOuterDisposeScope();
    }
}
