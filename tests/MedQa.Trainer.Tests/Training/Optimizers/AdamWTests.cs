using MedQa.Trainer.Training.Optimizers;
using static TorchSharp.torch;

namespace MedQa.Trainer.Tests.Training.Optimizers;

public class AdamWTests
{
    private static readonly AdamWOptions Options = new(0.9, 0.999, 1e-8, 0.1);

    [Fact]
    public void Step_OneStep_IsWhatTheFormulaGivesByHand()
    {
        using var decayed = tensor(new[] { 1f, -2f });
        using var plain = tensor(new[] { 3f });
        using var optimizer = new AdamW(new TrainedVector([new("plain", plain, Decays: false), new("decayed", decayed, Decays: true)]), Options);
        ((decayed * tensor(new[] { 3f, 0f })).sum() + (plain * 4f).sum()).backward();

        using var norm = optimizer.Step(0.01, clipNorm: 1);

        // The gradient (3, 0, 4) has norm 5 and is clipped to (0.6, 0, 0.8). A first step moves a weight by rate · sign(g).
        Assert.Equal(5, norm.item<float>(), 1e-5);
        Assert.Equal([(1 * (1 - 0.001f)) - 0.01f, -2 * (1 - 0.001f)], decayed.data<float>().ToArray(), new Near(1e-6f));
        Assert.Equal([3 - 0.01f], plain.data<float>().ToArray(), new Near(1e-6f));
        Assert.Equal([0.06f, 0, 0.08f], optimizer.State["exp_avg"].data<float>().ToArray(), new Near(1e-6f));
        Assert.Equal([0.00036f, 0, 0.00064f], optimizer.State["exp_avg_sq"].data<float>().ToArray(), new Near(1e-8f));
    }

    [Fact]
    public void Step_NormBelowTheLimit_ClipsNothing()
    {
        using var weight = tensor(new[] { 1f });
        using var optimizer = new AdamW(new TrainedVector([new("w", weight, Decays: true)]), Options);
        (weight * 0.5f).sum().backward();

        optimizer.Step(0.01, clipNorm: 1).Dispose();

        Assert.Equal([0.05f], optimizer.State["exp_avg"].data<float>().ToArray(), new Near(1e-7f));
    }

    [Fact]
    public void Step_ManySteps_IsWhatTorchsAdamWGives()
    {
        manual_seed(3);
        using var ours = randn(7, 5);
        using var theirs = new TorchSharp.Modules.Parameter(ours.clone());
        var reference = optim.AdamW([theirs], lr: 0.01, beta1: 0.9, beta2: 0.999, eps: 1e-8, weight_decay: 0.1);
        using var optimizer = new AdamW(new TrainedVector([new("w", ours, Decays: true)]), Options);
        for (var i = 0; i < 20; i++)
        {
            using var target = randn(7, 5);
            (ours - target).square().sum().backward();
            optimizer.Step(0.01, clipNorm: 2).Dispose();

            reference.zero_grad();
            (theirs - target).square().sum().backward();
            nn.utils.clip_grad_norm_([theirs], 2);
            reference.step();
        }

        Assert.True(allclose(ours, theirs, rtol: 1e-5, atol: 1e-6));
    }

    [Fact]
    public void Step_TwoBackwardPasses_TheirGradientsAddUp()
    {
        using var weight = tensor(new[] { 1f });
        using var optimizer = new AdamW(new TrainedVector([new("w", weight, Decays: true)]), Options);
        for (var i = 0; i < 2; i++)
        {
            (weight * 0.2f).sum().backward();
        }

        using var norm = optimizer.Step(0.01, clipNorm: 1);

        Assert.Equal(0.4, norm.item<float>(), 1e-6);
    }

    private sealed class Near(float tolerance) : IEqualityComparer<float>
    {
        public bool Equals(float x, float y) => Math.Abs(x - y) <= tolerance;

        public int GetHashCode(float obj) => 0;
    }
}
