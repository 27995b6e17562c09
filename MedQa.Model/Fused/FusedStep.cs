using static TorchSharp.torch;

namespace MedQa.Model.Fused;

/// <summary>What all layers share in one pass.</summary>
/// <param name="Sequences">The batch.</param>
/// <param name="Angles">Rotary cos and sin, float32 [positions,D/2].</param>
/// <param name="Narrow">The type to multiply in.</param>
/// <param name="Seed">Decides the dropout.</param>
/// <param name="Training">Whether dropout is on.</param>
internal sealed record FusedStep(PackedSequences Sequences, (Tensor Cos, Tensor Sin) Angles, ScalarType Narrow, long Seed, bool Training);
