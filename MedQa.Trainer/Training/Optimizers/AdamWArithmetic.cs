using static TorchSharp.torch;

namespace MedQa.Trainer.Training.Optimizers;

/// <summary>AdamW's step without its decay, over float32 tensors of one shape: <c>m ← β₁m + (1-β₁)g; v ← β₂v + (1-β₂)g²; p ← p - lr/(1-β₁ᵗ) · m / (√v/√(1-β₂ᵗ) + ε)</c>.</summary>
internal static class AdamWArithmetic
{
    /// <param name="weights">p, changed in place.</param>
    /// <param name="gradient">g.</param>
    /// <param name="mean">m, changed in place.</param>
    /// <param name="square">v, changed in place.</param>
    /// <param name="rate">lr.</param>
    /// <param name="update">t, from 1.</param>
    public static void Step(Tensor weights, Tensor gradient, Tensor mean, Tensor square, AdamWOptions options, double rate, int update)
    {
        mean.lerp_(gradient, 1 - options.Beta1);
        square.mul_(options.Beta2).addcmul_(gradient, gradient, 1 - options.Beta2);
        var denominator = square.sqrt().div_(Math.Sqrt(1 - Math.Pow(options.Beta2, update))).add_(options.Epsilon);
        weights.addcdiv_(mean, denominator, -rate / (1 - Math.Pow(options.Beta1, update)));
    }
}
