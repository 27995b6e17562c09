using TorchSharp;
using static TorchSharp.torch;

namespace MedQa.Trainer.Training.Optimizers;

/// <summary>
/// Takes each matrix M = U S Vᵀ to about U Vᵀ with products alone: <c>X₀ = M / ‖M‖; X ← aX + (bA + cA²)X</c> with <c>A = XXᵀ</c>,
/// five times, a = 3.4445, b = -4.7750, c = 2.0315 (Jordan, 2024, "Muon: An optimizer for hidden layers in neural networks").
/// These numbers lift small singular values fast and leave all of them between about 0.7 and 1.2, not at 1.
/// </summary>
internal static class NewtonSchulz
{
    private const int Steps = 5;
    private const double A = 3.4445;
    private const double B = -4.7750;
    private const double C = 2.0315;
    private const double Epsilon = 1e-7;

    /// <summary>Orthogonalises every matrix of a stack, all in the same few products.</summary>
    /// <param name="stack">[n,R,C] float32.</param>
    /// <returns>[n,R,C], bf16 on a GPU (as torch's Muon computes), float32 on the CPU.</returns>
    public static Tensor Orthogonalise(Tensor stack)
    {
        using var scope = NewDisposeScope();
        var norm = stack.square().sum([1, 2], keepdim: true).sqrt_().clamp_(min: Epsilon);
        var x = (stack / norm).to(stack.device_type == DeviceType.CPU ? ScalarType.Float32 : ScalarType.BFloat16);

        // A is the smaller of the two Gram matrices: that of the matrix with more columns than rows.
        var tall = stack.shape[1] > stack.shape[2];
        x = tall ? x.transpose(1, 2).contiguous() : x;
        for (var step = 0; step < Steps; step++)
        {
            using var inner = NewDisposeScope();
            var gram = bmm(x, x.transpose(1, 2));
            var polynomial = bmm(gram, gram).mul_(C).add_(gram, alpha: B);
            x = bmm(polynomial, x).add_(x, alpha: A).MoveToOuterDisposeScope();
        }

        return (tall ? x.transpose(1, 2) : x).MoveToOuterDisposeScope();
    }
}
