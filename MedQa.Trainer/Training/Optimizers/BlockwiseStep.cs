namespace MedQa.Trainer.Training.Optimizers;

/// <summary>The float32 factors of one AdamW step, as bitsandbytes' kernels have them.</summary>
/// <param name="Beta1">β₁.</param>
/// <param name="Beta1Rest">1 - β₁.</param>
/// <param name="Beta2">β₂.</param>
/// <param name="Beta2Rest">1 - β₂.</param>
/// <param name="Size">-lr · √(1-β₂ᵗ) / (1-β₁ᵗ).</param>
/// <param name="Epsilon">ε · √(1-β₂ᵗ).</param>
/// <param name="Kept">1 - lr · wd, what a weight is multiplied by after its update; 1 where it does not decay.</param>
internal readonly record struct BlockwiseStep(float Beta1, float Beta1Rest, float Beta2, float Beta2Rest, float Size, float Epsilon, float Kept)
{
    /// <param name="rate">lr.</param>
    /// <param name="update">t, from 1.</param>
    /// <param name="decays">Whether weight decay applies.</param>
    public static BlockwiseStep Of(AdamWOptions options, double rate, int update, bool decays)
    {
        // The corrections are those of the rounded betas that the states really see.
        var beta1 = (float)options.Beta1;
        var beta2 = (float)options.Beta2;
        var correction1 = 1 - Math.Pow(beta1, update);
        var correction2 = Math.Sqrt(1 - Math.Pow(beta2, update));
        return new BlockwiseStep(
            beta1, 1 - beta1, beta2, 1 - beta2, (float)(-rate * correction2 / correction1), (float)(options.Epsilon * correction2),
            decays ? (float)(1 - (rate * options.WeightDecay)) : 1);
    }
}
