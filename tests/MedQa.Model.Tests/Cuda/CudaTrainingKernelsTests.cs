using MedQa.Model.Fused;
using MedQa.Model.Tests.Fused;
using MedQa.Model.Training;
using static TorchSharp.torch;

namespace MedQa.Model.Tests.Cuda;

/// <summary>Each kernel against the same arithmetic in torch's operations, on fresh random inputs, with the same dropout.</summary>
public class CudaTrainingKernelsTests
{
    private const int Tokens = 37;
    private const int Hidden = 264;
    private const int Heads = 6;
    private const int Pairs = 2;
    private const int Size = 32;

    private static readonly Dropout Dropped = new(Seed: 0x1234_5678_9ABC, Stream: 5, Probability: 0.3);

    public static TheoryData<ScalarType, ScalarType> Types => new()
    {
        { ScalarType.BFloat16, ScalarType.BFloat16 },
        { ScalarType.Float16, ScalarType.Float32 },
    };

    [SkippableTheory]
    [MemberData(nameof(Types))]
    public void AddNorm_DeltaAndCopies_IsTheReference(ScalarType narrow, ScalarType residual)
    {
        using var scope = NewDisposeScope();
        var (kernels, reference, device) = Pair(narrow, residual);
        var (x, delta, weight) = (Random(device, residual, Tokens, Hidden), Random(device, narrow, Tokens, Hidden), Random(device, ScalarType.Float32, Hidden));

        var actual = kernels.AddNorm(x, delta, weight, 1e-5, 3, Dropped);
        var expected = reference.AddNorm(x, delta, weight, 1e-5, 3, Dropped);

        Same(expected.Sum, actual.Sum, 0);
        Same(expected.Reciprocal, actual.Reciprocal, 1e-5);
        Same(expected.Normed, actual.Normed, OneStep(narrow));
        Same(expected.Copies!, actual.Copies!, OneStep(narrow));
        Same(expected.Copies!.eq(0), actual.Copies!.eq(0), 0);
    }

    [SkippableTheory]
    [InlineData(ScalarType.BFloat16, ScalarType.BFloat16, Hidden)]
    [InlineData(ScalarType.Float16, ScalarType.Float32, Hidden)]
    [InlineData(ScalarType.BFloat16, ScalarType.BFloat16, 16_384)]
    public void NormBackward_Terms_IsTheReference(ScalarType narrow, ScalarType residual, int width)
    {
        using var scope = NewDisposeScope();
        var (kernels, reference, device) = Pair(narrow, residual);
        var (grad, terms, x) = (Random(device, narrow, Tokens, width), Random(device, narrow, 2, Tokens, width), Random(device, residual, Tokens, width));
        var (weight, dx) = (Random(device, ScalarType.Float32, width), Random(device, residual, Tokens, width));
        var reciprocal = reference.AddNorm(x, null, weight, 1e-5, 0, default).Reciprocal;
        var expected = dx.clone();

        kernels.NormBackward(grad, terms, x, reciprocal, weight, dx, Dropped);
        reference.NormBackward(grad, terms, x, reciprocal, weight, expected, Dropped);

        Same(expected, dx, OneStep(residual));
    }

    [SkippableTheory]
    [MemberData(nameof(Types))]
    public void RotateAndBack_SeveralSequences_AreTheReference(ScalarType narrow, ScalarType residual)
    {
        using var scope = NewDisposeScope();
        var (kernels, reference, device) = Pair(narrow, residual);
        var packed = Random(device, narrow, Tokens, (Heads + (2 * Pairs)) * Size);
        var positions = tensor(Enumerable.Range(0, Tokens).Select(i => i % 23).ToArray()).to(device);
        var angles = (Random(device, ScalarType.Float32, 23, Size / 2), Random(device, ScalarType.Float32, 23, Size / 2));
        var expected = packed.clone();

        kernels.Rotate(packed, positions, angles, Heads + Pairs);
        reference.Rotate(expected, positions, angles, Heads + Pairs);

        Same(expected, packed, OneStep(narrow));
        Tensor[] grads = [Random(device, narrow, Tokens, Heads, Size), Random(device, narrow, Tokens, Pairs, Size), Random(device, narrow, Tokens, Pairs, Size)];
        Same(
            reference.RotateBack(grads[0], grads[1], grads[2], positions, angles),
            kernels.RotateBack(grads[0], grads[1], grads[2], positions, angles),
            OneStep(narrow));
    }

    [SkippableTheory]
    [InlineData(null)]
    [InlineData(7)]
    public void Attention_PackedSequences_OutputAndGradientsAreTheReference(int? window)
    {
        using var scope = NewDisposeScope();
        var (kernels, reference, device) = Pair(ScalarType.BFloat16, ScalarType.BFloat16);
        int[] lengths = [5, 20, 1, 11];
        var sequences = new PackedSequences(new PackedBatch(new long[Tokens], lengths, [0], [0]), device);
        var packed = Random(device, ScalarType.BFloat16, Tokens, Heads + (2 * Pairs), Size);
        var (q, k, v) = (packed.narrow(1, 0, Heads), packed.narrow(1, Heads, Pairs), packed.narrow(1, Heads + Pairs, Pairs));
        var grad = Random(device, ScalarType.BFloat16, Tokens, Heads, Size);

        var actual = kernels.Attention(q, k, v, sequences, window);
        var expected = reference.Attention(q, k, v, sequences, window);
        var gradients = kernels.AttentionBackward(grad, q, k, v, actual, sequences, window);
        var expectedGradients = reference.AttentionBackward(grad, q, k, v, expected, sequences, window);

        // Probabilities are rounded to bf16 before the second product.
        Same(expected.Attended, actual.Attended, 0.02);
        Same(expectedGradients.Queries, gradients.Queries, 0.03);
        Same(expectedGradients.Keys, gradients.Keys, 0.03);
        Same(expectedGradients.Values, gradients.Values, 0.03);
    }

    [SkippableTheory]
    [MemberData(nameof(Types))]
    public void DropAndBackward_SameMask_AreTheReference(ScalarType narrow, ScalarType residual)
    {
        using var scope = NewDisposeScope();
        var (kernels, reference, device) = Pair(narrow, residual);
        var (x, term, grad) = (Random(device, narrow, Tokens, Hidden), Random(device, narrow, Tokens, Hidden), Random(device, narrow, Tokens, Hidden));
        var (expectedTerm, expectedGrad) = (term.clone(), grad.clone());

        Same(reference.Drop(x, Dropped), kernels.Drop(x, Dropped), 0);
        kernels.DropBackward(x, term, grad, Dropped);
        reference.DropBackward(x, expectedTerm, expectedGrad, Dropped);

        Same(expectedTerm, term, 0);
        Same(expectedGrad, grad, OneStep(narrow));
        Assert.InRange(term.eq(0).to(ScalarType.Float32).mean().item<float>(), 0.27, 0.33);
    }

    [SkippableTheory]
    [MemberData(nameof(Types))]
    public void SwiGluAndBackward_Dropout_AreTheReference(ScalarType narrow, ScalarType residual)
    {
        using var scope = NewDisposeScope();
        var (kernels, reference, device) = Pair(narrow, residual);
        Tensor[] actual = [.. Enumerable.Range(0, 4).Select(_ => Random(device, narrow, Tokens, Hidden))];
        Tensor[] expected = [.. actual.Select(t => t.clone())];

        var (product, copy) = kernels.SwiGlu(actual[0], actual[1], Dropped);
        var (expectedProduct, expectedCopy) = reference.SwiGlu(actual[0], actual[1], Dropped);
        kernels.SwiGluBackward(actual[0], actual[1], actual[2], actual[3], Dropped);
        reference.SwiGluBackward(expected[0], expected[1], expected[2], expected[3], Dropped);

        Same(expectedProduct, product, OneStep(narrow));
        Same(expectedCopy!, copy!, 2 * OneStep(narrow));
        foreach (var i in (int[])[0, 1, 3])
        {
            Same(expected[i], actual[i], 2 * OneStep(narrow));
        }
    }

    [SkippableTheory]
    [InlineData(ScalarType.BFloat16, ScalarType.BFloat16, false)]
    [InlineData(ScalarType.BFloat16, ScalarType.BFloat16, true)]
    [InlineData(ScalarType.Float16, ScalarType.Float32, false)]
    [InlineData(ScalarType.Float16, ScalarType.Float32, true)]
    public void CrossEntropy_LossAndGradient_AreTheReference(ScalarType narrow, ScalarType residual, bool weighted)
    {
        using var scope = NewDisposeScope();
        var (kernels, reference, device) = Pair(narrow, residual);
        var logits = Random(device, narrow, Tokens, 4104) * 4;
        var targets = randint(0, 4104, [Tokens], device: device);
        var weights = weighted ? rand(Tokens, device: device) * 8 : null;
        var expected = logits.clone();

        Same(reference.CrossEntropy(logits, targets, weights, null), kernels.CrossEntropy(logits, targets, weights, null), 1e-5);
        kernels.CrossEntropy(logits, targets, weights, 0.5);
        reference.CrossEntropy(expected, targets, weights, 0.5);

        Same(expected, logits, OneStep(narrow));
    }

    [SkippableTheory]
    [MemberData(nameof(Types))]
    public void NarrowMatricesAndAddGradient_PaddedRows_AreTheReference(ScalarType narrow, ScalarType residual)
    {
        using var scope = NewDisposeScope();
        var (kernels, reference, device) = Pair(narrow, residual);
        var source = Random(device, ScalarType.Float32, 5 + (6 * 5));
        var table = tensor([5L, 16, 6, 5, 8, 0, 0, 1, 5, 5], [2, 5]).to(device);
        var (actual, expected) = (zeros(64, narrow, device), zeros(64, narrow, device));

        kernels.NarrowMatrices(source, actual, table);
        reference.NarrowMatrices(source, expected, table);

        Same(expected, actual, 0);
        var (sum, expectedSum) = (Random(device, ScalarType.Float32, 6, 5), zeros(6, 5, device: device));
        expectedSum.copy_(sum);
        kernels.AddGradient(actual.narrow(0, 16, 48).view(6, 8), sum, 2);
        reference.AddGradient(actual.narrow(0, 16, 48).view(6, 8), expectedSum, 2);
        Same(expectedSum, sum, 1e-6);
    }

    private static (TrainingKernels Kernels, TrainingKernels Reference, Device Device) Pair(ScalarType narrow, ScalarType residual)
    {
        var device = Gpu.Require();
        manual_seed(1);
        return (new CudaTrainingKernels(device, narrow, residual), new ReferenceTrainingKernels(narrow, residual), device);
    }

    private static Tensor Random(Device device, ScalarType type, params long[] shape) => randn(shape).to(type).to(device);

    /// <summary>One rounding of a type beside another order of float32 operations.</summary>
    private static double OneStep(ScalarType type) => type switch
    {
        ScalarType.BFloat16 => 1.0 / 128,
        ScalarType.Float16 => 1.0 / 1024,
        _ => 1e-5,
    };

    /// <summary>Every value within a share of the larger of it and the typical size.</summary>
    private static void Same(Tensor expected, Tensor actual, double tolerance)
    {
        Assert.Equal(expected.shape, actual.shape);
        Assert.Equal(expected.dtype, actual.dtype);
        var (e, a) = (expected.to(ScalarType.Float32), actual.to(ScalarType.Float32));
        var allowed = (e.abs() + e.square().mean().sqrt()) * tolerance;
        var worst = ((e - a).abs() - allowed).max().item<float>();
        Assert.True(worst <= 0, $"a value is off by {worst} more than allowed; the largest difference is {(e - a).abs().max().item<float>()}");
    }
}
