using static TorchSharp.torch;

namespace MedQa.Model.Fused;

/// <summary>What a norm gives.</summary>
/// <param name="Sum">The residual stream after the addition, [T,E]; the input itself where nothing was added.</param>
/// <param name="Normed">[T,E] narrow.</param>
/// <param name="Reciprocal">1 / root mean square, float32 [T].</param>
/// <param name="Copies">Dropped copies of <paramref name="Normed"/>, [copies,T,E], or null.</param>
internal sealed record NormResult(Tensor Sum, Tensor Normed, Tensor Reciprocal, Tensor? Copies);
