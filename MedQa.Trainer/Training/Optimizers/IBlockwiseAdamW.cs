namespace MedQa.Trainer.Training.Optimizers;

/// <summary>
/// AdamW over 8-bit states in blocks of 256 (Dettmers et al., 2022, arXiv:2110.02861), in the order of bitsandbytes' kernel.
/// </summary>
/// <remarks>
/// For each value of a block, float32, every operation rounded to the nearest even on its own (nothing contracted, denormals
/// kept), from left to right:
/// <code>
/// v  = (square[c2] · s2) · β₂ + ((1-β₂) · g) · g
/// m  = (mean[c1] · s1) · β₁ + (1-β₁) · g
/// s2 = max v over the block;  s1 = max |m| over the block
/// p  = (p + size · (m / (√v + ε'))) · kept                     after bitsandbytes: the decay follows the update
/// c2 = square.code(v / s2);  c1 = mean.code(m / s1)        divided by 1 where the block's scale is 0
/// </code>
/// The scales read are the old ones, those divided by the new; <c>code(x)</c> is the number of the map's
/// <see cref="StateMap.Thresholds"/> below x; <c>size</c>, <c>ε'</c> and <c>kept</c> are
/// <see cref="BlockwiseStep"/>'s. Gradients are numbers. All implementations give the same bits, but for torch's
/// root on the CPU, which is one bit off at times.
/// </remarks>
internal interface IBlockwiseAdamW : IDisposable
{
    /// <summary>Takes one step in place.</summary>
    void Update(BlockwiseSlice slice, in BlockwiseStep step);
}
