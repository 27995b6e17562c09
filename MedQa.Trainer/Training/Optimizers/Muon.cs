using static TorchSharp.torch;

namespace MedQa.Trainer.Training.Optimizers;

/// <summary>
/// Muon for the layers' matrices (Jordan, 2024; Liu et al., 2025, arXiv:2502.16982), AdamW for the rest, in the arithmetic of
/// <c>torch.optim.Muon</c> with Nesterov momentum and <c>adjust_lr_fn="match_rms_adamw"</c>:
/// <c>m ← μm + (1-μ)g; O = orthogonal(μm + (1-μ)g); p ← p(1 - lr·wd) - lr · 0.2√max(R,C) · O</c>. The factor makes the root mean
/// square of an update that of AdamW's, so that AdamW's rate and weight decay carry over.
/// </summary>
/// <remarks>
/// Matrices of one shape that are neighbours in the trained vector (<see cref="OptimizerPart.Ordered"/>) are orthogonalised in one
/// go, and nothing is read back from the device. torch rounds the momentum to bf16 before it divides by the norm; here the division
/// is in float32.
/// </remarks>
internal sealed class Muon : Optimizer
{
    private readonly MuonOptions options;
    private readonly IReadOnlyList<OptimizerPart> parts;
    private readonly Tensor momentum;
    private readonly Tensor mean;
    private readonly Tensor square;

    /// <param name="vector">What is trained; the optimizer's from here on.</param>
    /// <param name="scaler">Chooses the loss scale, where products are fp16.</param>
    /// <exception cref="ArgumentException">A tensor that is marked as a hidden matrix has not two dimensions.</exception>
    public Muon(TrainedVector vector, MuonOptions options, LossScaler? scaler = null)
        : base(vector, scaler)
    {
        this.options = options;
        parts = OptimizerPart.Of(Tensors);
        var hidden = parts.Where(p => p.Matrix is not null).Sum(p => p.Count);
        momentum = zeros(hidden, float32, Weights.device).DetachFromDisposeScope();
        mean = zeros(Count - hidden, float32, Weights.device).DetachFromDisposeScope();
        square = zeros(Count - hidden, float32, Weights.device).DetachFromDisposeScope();
    }

    /// <summary>The weights, the matrices' momentum, and AdamW's states of the rest, float32.</summary>
    public override IReadOnlyDictionary<string, Tensor> State => new Dictionary<string, Tensor>
    {
        ["weights"] = Weights,
        ["momentum"] = momentum,
        ["exp_avg"] = mean,
        ["exp_avg_sq"] = square,
    };

    protected override void Update(double rate, int update)
    {
        foreach (var part in parts)
        {
            using var scope = NewDisposeScope();
            var (weights, gradient) = (part.Of(Weights), part.Of(Gradient));
            if (part.Decays)
            {
                weights.mul_(1 - (rate * options.Rest.WeightDecay));
            }

            if (part.Matrix is var (rows, columns))
            {
                var m = part.OfState(momentum).lerp_(gradient, 1 - options.Momentum);
                var direction = NewtonSchulz.Orthogonalise(gradient.lerp(m, options.Momentum));
                weights.add_(direction, alpha: -rate * 0.2 * Math.Sqrt(Math.Max(rows, columns)));
            }
            else
            {
                AdamWArithmetic.Step(weights, gradient, part.OfState(mean), part.OfState(square), options.Rest, rate, update);
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        momentum.Dispose();
        mean.Dispose();
        square.Dispose();
        base.Dispose(disposing);
    }
}
