using static TorchSharp.torch;

namespace MedQa.Trainer.Training.Optimizers;

/// <summary>
/// AdamW with float32 state (Loshchilov and Hutter, 2019, arXiv:1711.05101), in the arithmetic of PyTorch's <c>AdamW</c>:
/// <c>p ← p(1 - lr·wd); m ← β₁m + (1-β₁)g; v ← β₂v + (1-β₂)g²; p ← p - lr/(1-β₁ᵗ) · m / (√v/√(1-β₂ᵗ) + ε)</c>.
/// </summary>
internal sealed class AdamW : Optimizer
{
    private readonly AdamWOptions options;
    private readonly Tensor decaying;
    private readonly Tensor mean;
    private readonly Tensor square;

    /// <param name="vector">What is trained; the optimizer's from here on.</param>
    /// <param name="scaler">Chooses the loss scale, where products are fp16.</param>
    public AdamW(TrainedVector vector, AdamWOptions options, LossScaler? scaler = null)
        : base(vector, scaler)
    {
        this.options = options;
        decaying = Weights.narrow(0, 0, Tensors.Where(t => t.Decays).Sum(t => t.Value.numel())).DetachFromDisposeScope();
        mean = zeros_like(Gradient).DetachFromDisposeScope();
        square = zeros_like(Gradient).DetachFromDisposeScope();
    }

    /// <summary>Weights, mean and mean square of the gradients, float32.</summary>
    public override IReadOnlyDictionary<string, Tensor> State => new Dictionary<string, Tensor>
    {
        ["weights"] = Weights,
        ["exp_avg"] = mean,
        ["exp_avg_sq"] = square,
    };

    protected override void Update(double rate, int update)
    {
        decaying.mul_(1 - (rate * options.WeightDecay));
        AdamWArithmetic.Step(Weights, Gradient, mean, square, options, rate, update);
    }

    protected override void Dispose(bool disposing)
    {
        decaying.Dispose();
        mean.Dispose();
        square.Dispose();
        base.Dispose(disposing);
    }
}
