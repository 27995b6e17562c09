using static TorchSharp.torch;

namespace MedQa.Model.Lora;

/// <summary>The low-rank term of one projection: s · x Aᵀ Bᵀ.</summary>
/// <param name="Module">The projection's name (<c>model.layers.0.self_attn.q_proj</c>).</param>
/// <param name="A">[r, in] float32.</param>
/// <param name="B">[out, r] float32.</param>
/// <param name="Scaling">s.</param>
/// <param name="Dropout">Share of the inputs dropped in training.</param>
internal sealed record LoraWeights(string Module, Tensor A, Tensor B, double Scaling, double Dropout)
{
    /// <summary>s · B A, what the term adds to the projection's matrix.</summary>
    /// <returns>[out, in] float32.</returns>
    public Tensor Delta()
    {
        using var scope = NewDisposeScope();
        return (B.matmul(A) * Scaling).MoveToOuterDisposeScope();
    }
}
