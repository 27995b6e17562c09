using MedQa.Model.Lora;
using static TorchSharp.torch;

namespace MedQa.Model.Mistral;

/// <summary>What all layers share in one pass over T tokens.</summary>
/// <param name="Cos">Rotary cosines, broadcast over [B,H,T,D/2].</param>
/// <param name="Sin">Rotary sines.</param>
/// <param name="Mask">[B or 1,1,T,S+T] bool, true where a token sees another; null: causal, or everything where T is 1.</param>
/// <param name="Cache">Where keys and values are kept, or null.</param>
/// <param name="Lora">The adapter in use, or null.</param>
/// <param name="Runs">Where the tokens are packed sequences (B is 1): their places and masks; null: each row is one sequence.</param>
internal sealed record ForwardStep(Tensor Cos, Tensor Sin, Tensor? Mask, KvCache? Cache, LoraAdapter? Lora, IReadOnlyList<SequenceRun>? Runs = null)
{
    /// <summary>Share of the values zeroed in what attention and feed-forward add to the residual stream; above 0 in pretraining alone.</summary>
    public double ResidualDropout { get; init; }

    public bool Training => Lora?.Training ?? false;
}
