using MedQa.Model.Lora;
using MedQa.Model.Quantization;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MedQa.Model.Mistral;

/// <summary>
/// A linear layer without bias, y = x Wᵀ, with an adapter's low-rank term added where one is given:
/// y = x Wᵀ + s · dropout(x) Aᵀ Bᵀ (Hu et al., 2021, arXiv:2106.09685). W is a tensor or in NF4.
/// </summary>
internal sealed class Projection
{
    /// <param name="weight">W, [out, in].</param>
    public Projection(Tensor weight) => Dense = weight;

    /// <param name="weight">W, [out, in].</param>
    public Projection(Nf4Tensor weight) => Quantized = weight;

    /// <summary>W, [out, in], in the type that the weights are kept in; null where it is in NF4.</summary>
    public Tensor? Dense { get; }

    /// <summary>W in NF4; null where it is not.</summary>
    public Nf4Tensor? Quantized { get; }

    /// <summary>Applies the layer in the type of <paramref name="x"/>.</summary>
    /// <param name="x">[B,T,in], in the compute type.</param>
    /// <param name="lora">The adapter's term for this layer, or null.</param>
    /// <param name="training">Whether the adapter's dropout is on.</param>
    /// <returns>[B,T,out], in the compute type.</returns>
    public Tensor Forward(Tensor x, LoraWeights? lora, bool training)
    {
        using var scope = NewDisposeScope();
        var y = Quantized is { } quantized ? Nf4Linear.Apply(x, quantized) : F.linear(x, Dense!.to(x.dtype));
        if (lora is not null)
        {
            var dropped = training && lora.Dropout > 0 ? F.dropout(x, lora.Dropout, training: true) : x;
            var low = F.linear(dropped, lora.A.to(x.dtype));
            y = y + (F.linear(low, lora.B.to(x.dtype)) * lora.Scaling);
        }

        return y.MoveToOuterDisposeScope();
    }
}
