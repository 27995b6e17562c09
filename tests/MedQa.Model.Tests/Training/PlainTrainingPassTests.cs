using MedQa.Model.Tests.Mistral;
using MedQa.Model.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MedQa.Model.Tests.Training;

[Collection(SharedGenerator.Name)]
public class PlainTrainingPassTests
{
    /// <summary>Two of one length beside each other, one longer than the window, one of a single token.</summary>
    private static readonly PackedBatch Batch = TrainingCase.Batch(7, 23, 12, 12, 1, 5);

    [Theory]
    [InlineData(false, null, false)]
    [InlineData(false, 9, false)]
    [InlineData(true, null, true)]
    [InlineData(true, 9, false)]
    public void Accumulate_PackedSequences_LossAndEveryGradientAreThoseOfEachAlone(bool full, int? window, bool tied)
    {
        using var scope = NewDisposeScope();
        using var trained = new TrainingCase(full, window, tied);

        var expected = trained.Alone(Batch, scale: 0.25);
        var actual = trained.Pass(Batch, scale: 0.25);

        // float32 sums of 60 tokens in another order.
        Assert.InRange(actual.Loss / expected.Loss, 1 - 1e-6, 1 + 1e-6);
        Assert.Equal(trained.Trained.Keys.Order(), actual.Gradients.Keys.Order());
        Assert.Equal(expected.Gradients.Keys.Order(), actual.Gradients.Keys.Order());
        foreach (var (name, gradient) in expected.Gradients)
        {
            var scale = gradient.abs().max().item<float>();
            Assert.True(scale > 1e-4, $"{name} has a gradient of {scale}, which says nothing");
            Assert.InRange(GoldenCase.Difference(actual.Gradients[name], gradient) / scale, 0, 2e-5);
        }
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(false, 2)]
    [InlineData(true, 0)]
    public void Accumulate_WeightedTargets_LossAndEveryGradientAreThoseOfEachAlone(bool full, int checkpointed)
    {
        using var scope = NewDisposeScope();
        using var trained = new TrainingCase(full, window: 9);
        var batch = TrainingCase.Weighted(Batch);

        var expected = trained.Alone(batch, scale: 0.25);
        var actual = trained.Pass(batch, scale: 0.25, checkpointed);

        Assert.InRange(actual.Loss / expected.Loss, 1 - 1e-6, 1 + 1e-6);
        Assert.All(expected.Gradients, g => Assert.InRange(GoldenCase.Difference(actual.Gradients[g.Key], g.Value) / g.Value.abs().max().item<float>(), 0, 2e-5));
    }

    [Fact]
    public void Accumulate_EveryWeightOne_IsTheSameAsWithoutWeights()
    {
        using var scope = NewDisposeScope();
        using var trained = new TrainingCase(full: false, dropout: 0.3);

        var expected = trained.Pass(Batch, scale: 0.5);
        var actual = trained.Pass(Batch with { Weights = [.. Batch.Targets.Select(_ => 1f)] }, scale: 0.5);

        Assert.InRange(actual.Loss / expected.Loss, 1 - 1e-6, 1 + 1e-6);
        Assert.All(expected.Gradients, g => Assert.InRange(GoldenCase.Difference(actual.Gradients[g.Key], g.Value) / g.Value.abs().max().item<float>(), 0, 1e-6));
    }

    [Fact]
    public void Losses_WeightedTargets_AreEachTargetsOwn()
    {
        using var scope = NewDisposeScope();
        using var trained = new TrainingCase(full: false, window: 9, dropout: 0.3);
        using var pass = new PlainTrainingPass(trained.Model, trained.Adapter, checkpointedLayers: 0);
        var batch = TrainingCase.Weighted(Batch);

        var losses = pass.Losses(batch).data<float>().ToArray();

        for (var i = 0; i < batch.TargetCount; i++)
        {
            var one = pass.Loss(Batch with { Positions = [batch.Positions[i]], Targets = [batch.Targets[i]] }).item<float>();
            Assert.Equal(one * batch.Weights![i], losses[i], 1e-4);
        }
    }

    /// <summary>Rotary attention sees differences alone, so only rounding would show positions that run on; the angles themselves show them.</summary>
    [Fact]
    public void PackedStep_EachSequence_HasTheAnglesOfItAlone()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Create(1);

        var packed = model.PackedStep([5, 3, 3, 1], adapter: null);

        var alone = new[] { 5, 3, 3, 1 }.Select(l => model.PackedStep([l], adapter: null)).ToArray();
        Assert.Equal(0, GoldenCase.Difference(packed.Cos, cat([.. alone.Select(a => a.Cos)], 2)));
        Assert.Equal(0, GoldenCase.Difference(packed.Sin, cat([.. alone.Select(a => a.Sin)], 2)));
        Assert.Equal(0, packed.Sin[0, 0, 5].abs().max().item<float>());
    }

    [Theory]
    [InlineData(false, ScalarType.Float32, 1)]
    [InlineData(false, ScalarType.Float32, 3)]
    [InlineData(false, ScalarType.BFloat16, 2)]
    [InlineData(true, ScalarType.Float32, 2)]
    [InlineData(true, ScalarType.BFloat16, 3)]
    public void Accumulate_Checkpointed_IsTheSameBitForBit(bool full, ScalarType compute, int layers)
    {
        using var scope = NewDisposeScope();
        using var trained = new TrainingCase(full, window: 9, dropout: 0.3, compute: compute);

        var expected = trained.Pass(Batch, scale: 0.5);
        var actual = trained.Pass(Batch, scale: 0.5, checkpointed: layers);

        Assert.Equal(expected.Loss, actual.Loss);
        Assert.Equal(expected.Gradients.Keys, actual.Gradients.Keys);
        Assert.All(expected.Gradients, g => Assert.Equal(g.Value.bytes.ToArray(), actual.Gradients[g.Key].bytes.ToArray()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(3)]
    public void Accumulate_AdapterOnLaterLayersAlone_GradientsAreThoseOfEachAlone(int checkpointed)
    {
        using var scope = NewDisposeScope();
        using var trained = new TrainingCase(full: false, layers: [1, 2]);

        var expected = trained.Alone(Batch, scale: 1);
        var actual = trained.Pass(Batch, scale: 1, checkpointed);

        Assert.Equal(28, actual.Gradients.Count);
        Assert.All(expected.Gradients, g => Assert.True(allclose(actual.Gradients[g.Key], g.Value, rtol: 1e-4, atol: 1e-4), g.Key));
    }

    [Fact]
    public void Accumulate_OverNf4_GradientsAreThoseOfEachAloneCheckpointedOrNot()
    {
        using var scope = NewDisposeScope();
        using var trained = new TrainingCase(full: false, window: 9, quantized: true);

        var expected = trained.Alone(Batch, scale: 1);
        var actual = trained.Pass(Batch, scale: 1);
        var checkpointed = trained.Pass(Batch, scale: 1, checkpointed: 3);

        Assert.Equal(42, actual.Gradients.Count);
        Assert.InRange(actual.Loss / expected.Loss, 1 - 1e-6, 1 + 1e-6);
        Assert.All(expected.Gradients, g => Assert.True(allclose(actual.Gradients[g.Key], g.Value, rtol: 1e-4, atol: 1e-4), g.Key));
        Assert.All(actual.Gradients, g => Assert.Equal(g.Value.bytes.ToArray(), checkpointed.Gradients[g.Key].bytes.ToArray()));
    }

    [Fact]
    public void Accumulate_TwoBatches_GradientsAddUp()
    {
        using var scope = NewDisposeScope();
        using var trained = new TrainingCase(full: false);
        using var pass = new PlainTrainingPass(trained.Model, trained.Adapter, checkpointedLayers: 1);
        var (first, second) = (TrainingCase.Batch(9, 4), TrainingCase.Batch(6));
        var sums = trained.Pass(first, scale: 1).Gradients.Zip(trained.Pass(second, scale: 1).Gradients, (a, b) => (a.Key, Sum: a.Value + b.Value)).ToArray();

        using var one = pass.Accumulate(first, 1, seed: 1);
        using var two = pass.Accumulate(second, 1, seed: 1);

        Assert.All(sums, s => Assert.True(allclose(trained.Trained[s.Key].grad!, s.Sum, rtol: 1e-5, atol: 1e-5), s.Key));
    }

    [Fact]
    public void Accumulate_WithDropout_DependsOnTheSeedAlone()
    {
        using var scope = NewDisposeScope();
        using var trained = new TrainingCase(full: false, dropout: 0.3);

        var first = trained.Pass(Batch, scale: 1, seed: 11).Loss;
        var other = trained.Pass(Batch, scale: 1, seed: 12).Loss;
        var again = trained.Pass(Batch, scale: 1, seed: 11).Loss;

        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
    }

    [Fact]
    public void Loss_WithDropout_IsThatWithoutAndLeavesNoGradient()
    {
        using var scope = NewDisposeScope();
        using var trained = new TrainingCase(full: false, dropout: 0.3);
        trained.Adapter!.Training = true;
        using var pass = new PlainTrainingPass(trained.Model, trained.Adapter, checkpointedLayers: 0);

        using var loss = pass.Loss(Batch);

        Assert.True(trained.Adapter.Training);
        Assert.All(trained.Trained.Values, w => Assert.Null(w.grad));
        trained.Adapter.Training = false;
        Assert.InRange(loss.item<float>() / trained.Alone(Batch, scale: 1).Loss, 1 - 1e-6, 1 + 1e-6);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void Accumulate_ManyTimes_LiveTensorsStayFlat(bool full, bool quantized)
    {
        using var trained = new TrainingCase(full, window: 9, dropout: 0.1, quantized: quantized);
        using var pass = new PlainTrainingPass(trained.Model, trained.Adapter, checkpointedLayers: 2);
        using var scope = NewDisposeScope();
        Step();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var i = 0; i < 20; i++)
        {
            Step();
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);

        void Step()
        {
            pass.Accumulate(Batch, 1, seed: 3).Dispose();
            pass.Loss(Batch).Dispose();
            pass.Losses(TrainingCase.Weighted(Batch)).Dispose();
        }
    }

    [Fact]
    public void Create_MoreCheckpointedLayersThanThereAre_IsRefused()
    {
        using var model = TinyModel.Create(1);

        Assert.Throws<ArgumentOutOfRangeException>(() => new PlainTrainingPass(model, null, checkpointedLayers: 3));
    }
}
