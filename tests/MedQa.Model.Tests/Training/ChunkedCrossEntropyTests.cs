using MedQa.Model.Tests.Mistral;
using MedQa.Model.Training;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MedQa.Model.Tests.Training;

public class ChunkedCrossEntropyTests
{
    private const int Rows = 23;

    [Theory]
    [InlineData(1, false)]
    [InlineData(5, false)]
    [InlineData(5, true)]
    [InlineData(23, true)]
    [InlineData(1000, false)]
    public void SumAndGradient_InChunks_IsTheWholeLossAndItsGradients(int rowsAtOnce, bool weighted)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Create(3);
        var (hidden, targets) = Inputs();
        var matrix = model.Weights["lm_head.weight"].requires_grad_(true);
        var weights = weighted ? arange(Rows, ScalarType.Float32) / 4 : null;
        var each = F.cross_entropy(F.linear(hidden.requires_grad_(true).to(ScalarType.Float64), matrix.to(ScalarType.Float64)), targets, reduction: nn.Reduction.None);
        var whole = (weights is null ? each : each * weights).sum();
        (whole * 0.125).backward();
        var (expectedHidden, expectedMatrix) = (hidden.grad!.clone(), matrix.grad!.clone());
        matrix.grad = null;

        var (sum, gradient) = ChunkedCrossEntropy.SumAndGradient(model, hidden, targets, weights, 0.125, rowsAtOnce);

        // The reference is in float64; float32 has 24 bits.
        Assert.InRange(sum.item<float>() / whole.item<double>(), 1 - 1e-6, 1 + 1e-6);
        Assert.InRange(GoldenCase.Difference(gradient, expectedHidden), 0, 1e-6 * expectedHidden.abs().max().item<float>() * 10);
        Assert.InRange(GoldenCase.Difference(matrix.grad!, expectedMatrix), 0, 1e-6 * expectedMatrix.abs().max().item<float>() * 10);
        Assert.Equal(sum.item<float>(), ChunkedCrossEntropy.Sum(model, hidden, targets, weights, rowsAtOnce).item<float>());
        Assert.InRange(ChunkedCrossEntropy.Each(model, hidden, targets, weights, rowsAtOnce).sum().item<float>() / whole.item<double>(), 1 - 1e-6, 1 + 1e-6);
    }

    [Fact]
    public void SumAndGradient_FrozenMatrix_HasNoGradient()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Create(3);
        var (hidden, targets) = Inputs();

        ChunkedCrossEntropy.SumAndGradient(model, hidden, targets, null, 1, rowsAtOnce: 4);

        Assert.Null(model.Weights["lm_head.weight"].grad);
    }

    [Fact]
    public void RowsAtOnce_AnyVocabulary_HoldsAtMost64MiBOfLogits()
    {
        Assert.Equal(524, ChunkedCrossEntropy.RowsAtOnce(32_000));
        Assert.Equal(1, ChunkedCrossEntropy.RowsAtOnce(1 << 24));
        Assert.Equal(1, ChunkedCrossEntropy.RowsAtOnce(int.MaxValue));
    }

    private static (Tensor Hidden, Tensor Targets) Inputs()
    {
        using var generator = new Generator(2, CPU);
        return (empty(Rows, TinyModel.Config.HiddenSize).normal_(0, 1, generator), randint(0, TinyModel.Config.VocabSize, [Rows], generator: generator));
    }
}
