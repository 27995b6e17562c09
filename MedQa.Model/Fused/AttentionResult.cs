using static TorchSharp.torch;

namespace MedQa.Model.Fused;

/// <summary>What attention gives.</summary>
/// <param name="Attended">[T,H,D].</param>
/// <param name="State">What its backward pass needs besides.</param>
internal sealed record AttentionResult(Tensor Attended, IReadOnlyList<Tensor> State);
