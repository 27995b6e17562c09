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
        x = x + Kept(self_attn.Forward(input_layernorm.Forward(x).to(compute), step), step);
        x = x + Kept(mlp.Forward(post_attention_layernorm.Forward(x).to(compute), step), step);
        return x.MoveToOuterDisposeScope();
    }

    private static Tensor Kept(Tensor added, ForwardStep step) =>
        step.ResidualDropout > 0 ? nn.functional.dropout(added, step.ResidualDropout, training: true) : added;
}
