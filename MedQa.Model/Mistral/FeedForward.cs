using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MedQa.Model.Mistral;

/// <summary>The gated feed-forward layer SwiGLU (Shazeer, 2020, arXiv:2002.05202): y = (silu(x Gᵀ) ⊙ x Uᵀ) Dᵀ.</summary>
internal sealed class FeedForward(int layer, Projection gate, Projection up, Projection down)
{
    public Projection gate_proj { get; } = gate;

    public Projection up_proj { get; } = up;

    public Projection down_proj { get; } = down;

    /// <summary>Applies the layer.</summary>
    /// <param name="x">[B,T,E], in the compute type.</param>
    /// <param name="step">The adapter of this pass.</param>
    /// <returns>[B,T,E], in the compute type.</returns>
    public Tensor Forward(Tensor x, ForwardStep step)
    {
        using var scope = NewDisposeScope();
        var lora = step.Lora?.Layers[layer];
        var gated = F.silu(gate_proj.Forward(x, lora?.gate_proj, step.Training)) * up_proj.Forward(x, lora?.up_proj, step.Training);
        return down_proj.Forward(gated, lora?.down_proj, step.Training).MoveToOuterDisposeScope();
    }
}
