using static TorchSharp.torch;

namespace MedQa.Model.Mistral;

/// <summary>
/// Root-mean-square normalisation (Zhang and Sennrich, 2019, arXiv:1910.07467): y = w · x / sqrt(mean(x²) + eps), computed in
/// float32 whatever the model's type.
/// </summary>
internal sealed class RmsNorm(Tensor weight, double eps)
{
    /// <summary>w, [E] float32.</summary>
    public Tensor weight { get; } = weight;

    /// <summary>Normalises the last dimension.</summary>
    /// <param name="x">[B,T,E] float32, the residual stream.</param>
    /// <returns>[B,T,E] float32.</returns>
    public Tensor Forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var scale = x.square().mean([-1], keepdim: true).add_(eps).rsqrt_();
        return (x * scale * weight).MoveToOuterDisposeScope();
    }
}
