using MedQa.Model.Fused;
using MedQa.Model.Tests.Training;
using MedQa.Model.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MedQa.Model.Tests.Fused;

/// <summary>The written-out layers with the kernels' reference in float32, against autograd. The kernels themselves are checked on a GPU.</summary>
[Collection(SharedGenerator.Name)]
public class FusedTrainingPassTests
{
    private static readonly PackedBatch Batch = TrainingCase.Batch(7, 23, 12, 12, 1, 5);

    [Theory]
    [InlineData(null, 0, false)]
    [InlineData(9, 0, true)]
    [InlineData(9, 2, false)]
    [InlineData(null, 3, true)]
    public void Accumulate_NoDropout_LossAndEveryGradientAreThePlainPass(int? window, int checkpointed, bool tied)
    {
        using var scope = NewDisposeScope();
        using var trained = new TrainingCase(full: false, window, tied);
        using var pass = Fused(trained, checkpointed);

        var expected = trained.Pass(Batch, scale: 0.25);
        var actual = trained.Pass(pass, Batch, scale: 0.25);

        // float32 sums in another order.
        Assert.InRange(actual.Loss / expected.Loss, 1 - 1e-6, 1 + 1e-6);
        Assert.Equal(expected.Gradients.Keys, actual.Gradients.Keys);
        Assert.All(expected.Gradients, g => Assert.InRange(GoldenCase.Difference(actual.Gradients[g.Key], g.Value) / g.Value.abs().max().item<float>(), 0, 5e-5));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Accumulate_ProjectionsInNf4_LossAndEveryGradientAreThePlainPass(int checkpointed)
    {
        using var scope = NewDisposeScope();
        using var trained = new TrainingCase(full: false, window: 9, quantized: true);
        using var pass = Fused(trained, checkpointed);

        var expected = trained.Pass(Batch, scale: 0.25);
        var actual = trained.Pass(pass, Batch, scale: 0.25);

        Assert.InRange(actual.Loss / expected.Loss, 1 - 1e-6, 1 + 1e-6);
        Assert.All(expected.Gradients, g => Assert.InRange(GoldenCase.Difference(actual.Gradients[g.Key], g.Value) / g.Value.abs().max().item<float>(), 0, 5e-5));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Accumulate_WeightedTargets_LossAndEveryGradientAreThePlainPass(int checkpointed)
    {
        using var scope = NewDisposeScope();
        using var trained = new TrainingCase(full: false, window: 9);
        using var pass = Fused(trained, checkpointed);
        var batch = TrainingCase.Weighted(TrainingCase.Batch([.. Enumerable.Repeat(100, 16)]));
        Assert.True(batch.TargetCount > 1024);

        var expected = trained.Pass(batch, scale: 1 / batch.TargetWeight);
        var actual = trained.Pass(pass, batch, scale: 1 / batch.TargetWeight);

        Assert.InRange(actual.Loss / expected.Loss, 1 - 1e-6, 1 + 1e-6);
        Assert.All(expected.Gradients, g => Assert.InRange(GoldenCase.Difference(actual.Gradients[g.Key], g.Value) / g.Value.abs().max().item<float>(), 0, 5e-5));
    }

    [Fact]
    public void Losses_WeightedTargets_AreThePlainPass()
    {
        using var scope = NewDisposeScope();
        using var trained = new TrainingCase(full: false, window: 9, dropout: 0.3);
        using var plain = new PlainTrainingPass(trained.Model, trained.Adapter, 0);
        using var pass = Fused(trained, checkpointed: 0);
        var batch = TrainingCase.Weighted(TrainingCase.Batch([.. Enumerable.Repeat(100, 16)]));

        Assert.True(allclose(plain.Losses(batch), pass.Losses(batch), rtol: 1e-5, atol: 1e-4));
    }

    [Fact]
    public void Accumulate_MoreTargetsThanAreProjectedAtOnce_LossAndEveryGradientAreThePlainPass()
    {
        using var scope = NewDisposeScope();
        using var trained = new TrainingCase(full: false, window: 9);
        using var pass = Fused(trained, checkpointed: 0);
        var batch = TrainingCase.Batch([.. Enumerable.Repeat(100, 16)]);
        Assert.True(batch.TargetCount > 1024);

        var expected = trained.Pass(batch, scale: 1.0 / batch.TargetCount);
        var actual = trained.Pass(pass, batch, scale: 1.0 / batch.TargetCount);

        Assert.InRange(actual.Loss / expected.Loss, 1 - 1e-6, 1 + 1e-6);
        Assert.All(expected.Gradients, g => Assert.InRange(GoldenCase.Difference(actual.Gradients[g.Key], g.Value) / g.Value.abs().max().item<float>(), 0, 5e-5));
    }

    [Fact]
    public void Accumulate_AdapterOnSomeLayersAndProjections_GradientsAreThePlainPass()
    {
        using var scope = NewDisposeScope();
        using var trained = new TrainingCase(full: false, window: 9, layers: [1, 2], targets: ["v_proj", "up_proj"]);
        using var pass = Fused(trained, checkpointed: 2);

        var expected = trained.Pass(Batch, scale: 1);
        var actual = trained.Pass(pass, Batch, scale: 1);

        Assert.Equal(8, actual.Gradients.Count);
        Assert.All(expected.Gradients, g => Assert.InRange(GoldenCase.Difference(actual.Gradients[g.Key], g.Value) / g.Value.abs().max().item<float>(), 0, 5e-5));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Accumulate_Dropout_GradientIsTheLossSlope(int checkpointed)
    {
        using var scope = NewDisposeScope();
        using var trained = new TrainingCase(full: false, window: 9, dropout: 0.3);
        using var pass = Fused(trained, checkpointed);
        var gradients = trained.Pass(pass, Batch, scale: 1, seed: 11).Gradients;

        // One projection of each group at a time: a mask that the backward pass draws otherwise than the forward pass shows in its own matrices.
        foreach (var name in gradients.Keys.Where(k => k.Contains("layers.1.", StringComparison.Ordinal)))
        {
            var (weight, gradient) = (trained.Trained[name], gradients[name]);
            var squares = gradient.square().sum().item<float>();
            var step = 0.01 / Math.Sqrt(squares);
            var rise = At(step) - At(-step);
            Assert.True(Math.Abs((rise / (2 * step * squares)) - 1) < 0.03, $"{name}: the loss rises by {rise}, expected {2 * step * squares}");

            double At(double along)
            {
                using var none = no_grad();
                weight.add_(gradient, alpha: along);
                var loss = trained.Pass(pass, Batch, scale: 1, seed: 11).Loss;
                weight.add_(gradient, alpha: -along);
                return loss;
            }
        }
    }

    [Fact]
    public void Accumulate_AnotherSeed_DropsOthers()
    {
        using var scope = NewDisposeScope();
        using var trained = new TrainingCase(full: false, dropout: 0.3);
        using var pass = Fused(trained, checkpointed: 1);

        var first = trained.Pass(pass, Batch, scale: 1, seed: 1).Loss;

        Assert.Equal(first, trained.Pass(pass, Batch, scale: 1, seed: 1).Loss);
        Assert.NotEqual(first, trained.Pass(pass, Batch, scale: 1, seed: 2).Loss);
    }

    [Fact]
    public void Loss_DropoutOn_IsThePlainPass()
    {
        using var scope = NewDisposeScope();
        using var trained = new TrainingCase(full: false, window: 9, dropout: 0.3);
        using var plain = new PlainTrainingPass(trained.Model, trained.Adapter, 0);
        using var pass = Fused(trained, checkpointed: 0);

        var expected = plain.Loss(Batch).item<float>();

        Assert.InRange(pass.Loss(Batch).item<float>() / expected, 1 - 1e-6, 1 + 1e-6);
    }

    [Fact]
    public void Accumulate_ManyTimes_LeavesNoTensors()
    {
        using var trained = new TrainingCase(full: false, window: 9, dropout: 0.3);
        using var pass = Fused(trained, checkpointed: 1);
        Step();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var i = 0; i < 5; i++)
        {
            Step();
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);

        void Step()
        {
            using var scope = NewDisposeScope();
            trained.Pass(pass, Batch, scale: 1);
        }
    }

    private static FusedTrainingPass Fused(TrainingCase trained, int checkpointed) =>
        new(trained.Model, trained.Adapter!, checkpointed, new ReferenceTrainingKernels(ScalarType.Float32, ScalarType.Float32));
}
