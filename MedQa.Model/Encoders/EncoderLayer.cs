using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MedQa.Model.Encoders;

/// <summary>
/// One layer, normalised after each part: y = LN(x + Attention(x)), out = LN(y + W₂ gelu(W₁ y)), where attention is
/// softmax(Q Kᵀ / sqrt(D)) V over all tokens that are no padding and gelu is the exact one, x Φ(x).
/// </summary>
internal sealed class EncoderLayer(EncoderConfig config, IReadOnlyDictionary<string, Tensor> weights, int layer)
{
    private readonly string _prefix = EncoderWeights.LayerPrefix(layer);

    /// <param name="x">[B,T,E] float32.</param>
    /// <param name="mask">[B,1,1,T] bool, true where a token is no padding; null where none is.</param>
    /// <returns>[B,T,E] float32.</returns>
    public Tensor Forward(Tensor x, Tensor? mask)
    {
        using var scope = NewDisposeScope();
        var attended = Linear("attention.output.dense", Attend(x, mask));
        var y = Normalize("attention.output.LayerNorm", x + attended);
        var inner = F.gelu(Linear("intermediate.dense", y));
        return Normalize("output.LayerNorm", y + Linear("output.dense", inner)).MoveToOuterDisposeScope();
    }

    private Tensor Attend(Tensor x, Tensor? mask) => F.scaled_dot_product_attention(
        Heads(Linear("attention.self.query", x)), Heads(Linear("attention.self.key", x)), Heads(Linear("attention.self.value", x)), attn_mask: mask)
        .transpose(1, 2).flatten(2);

    /// <summary>[B,T,E] to [B,H,T,D].</summary>
    private Tensor Heads(Tensor x) => x.view(x.size(0), x.size(1), config.NumAttentionHeads, -1).transpose(1, 2);

    private Tensor Linear(string name, Tensor x) => F.linear(x, weights[$"{_prefix}{name}.weight"], weights[$"{_prefix}{name}.bias"]);

    private Tensor Normalize(string name, Tensor x) =>
        F.layer_norm(x, [config.HiddenSize], weights[$"{_prefix}{name}.weight"], weights[$"{_prefix}{name}.bias"], config.LayerNormEps);
}
