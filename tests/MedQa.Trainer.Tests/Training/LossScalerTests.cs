using MedQa.Trainer.Training;
using MedQa.Trainer.Training.Optimizers;
using static TorchSharp.torch;

namespace MedQa.Trainer.Tests.Training;

public class LossScalerTests
{
    /// <summary>torch.amp.GradScaler: init_scale 2¹⁶, growth_factor 2, backoff_factor 0.5, growth_interval 2000.</summary>
    [Fact]
    public void Accept_GoodAndBadSteps_FollowsGradScaler()
    {
        var scaler = new LossScaler();
        Assert.Equal(65536, scaler.Scale);

        Assert.False(scaler.Accept(float.PositiveInfinity));
        Assert.False(scaler.Accept(float.NaN));
        Assert.Equal(16384, scaler.Scale);

        for (var i = 0; i < 1999; i++)
        {
            Assert.True(scaler.Accept(1));
        }

        Assert.Equal(16384, scaler.Scale);
        Assert.True(scaler.Accept(1));
        Assert.Equal((32768f, 0), (scaler.Scale, scaler.GoodSteps));

        for (var i = 0; i < 1999; i++)
        {
            Assert.True(scaler.Accept(1));
        }

        Assert.False(scaler.Accept(float.NaN));
        Assert.True(scaler.Accept(1));
        Assert.Equal((16384f, 1), (scaler.Scale, scaler.GoodSteps));
    }

    [Fact]
    public void IsExhausted_ScaleBelowOne_IsTrue()
    {
        var scaler = new LossScaler();
        for (var i = 0; i < 16; i++)
        {
            scaler.Accept(float.NaN);
        }

        Assert.Equal(1, scaler.Scale);
        Assert.False(scaler.IsExhausted);
        scaler.Accept(float.NaN);
        Assert.True(scaler.IsExhausted);
    }

    [Theory]
    [InlineData(3, 0)]
    [InlineData(0, 0)]
    [InlineData(float.NaN, 0)]
    [InlineData(1024, -1)]
    [InlineData(1024, 2000)]
    public void Restore_StateThatCannotBe_Throws(float scale, int goodSteps) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new LossScaler().Restore(scale, goodSteps));

    [Fact]
    public void Step_ScaledGradients_GivesTheUnscaledStepToTheBit()
    {
        using var plain = tensor(new[] { 1f, -2f, 3f });
        using var scaled = plain.clone();
        var options = new AdamWOptions(0.9, 0.999, 1e-8, 0.1);
        using var expected = new AdamW(new TrainedVector([new("w", plain, Decays: true)]), options);
        using var optimizer = new AdamW(new TrainedVector([new("w", scaled, Decays: true)]), options, new LossScaler());
        for (var i = 0; i < 5; i++)
        {
            (plain * plain).sum().backward();
            ((scaled * scaled).sum() * optimizer.LossScale).backward();
            using var norm = expected.Step(0.01, clipNorm: 1);
            using var scaledNorm = optimizer.Step(0.01, clipNorm: 1);
            Assert.Equal(norm.item<float>(), scaledNorm.item<float>());
        }

        Assert.Equal(plain.bytes.ToArray(), scaled.bytes.ToArray());
    }

    [Fact]
    public void Step_GradientsOverflow_ChangesNothingButTheScale()
    {
        using var weight = tensor(new[] { 1f });
        using var optimizer = new AdamW(new TrainedVector([new("w", weight, Decays: true)]), new AdamWOptions(0.9, 0.999, 1e-8, 0.1), new LossScaler());
        (weight * float.PositiveInfinity).sum().backward();

        using var norm = optimizer.Step(0.01, clipNorm: 1);

        Assert.False(float.IsFinite(norm.item<float>()));
        Assert.Equal(1, weight.item<float>());
        Assert.Equal((1, 1, 32768.0), (optimizer.StepCount, optimizer.SkippedCount, optimizer.LossScale));
        Assert.Equal(0, optimizer.State["exp_avg"].item<float>());

        // The next step is Adam's first: it moves by the rate.
        (weight * (2 * optimizer.LossScale)).sum().backward();
        optimizer.Step(0.01, clipNorm: 10).Dispose();
        Assert.Equal((1 * (1 - 0.001f)) - 0.01f, weight.item<float>(), 1e-6);
    }
}
