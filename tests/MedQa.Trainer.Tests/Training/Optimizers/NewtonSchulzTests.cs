using MedQa.Model.Native;
using MedQa.Trainer.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace MedQa.Trainer.Tests.Training.Optimizers;

public class NewtonSchulzTests
{
    [Theory]
    [InlineData(24, 40)]
    [InlineData(40, 24)]
    [InlineData(32, 32)]
    public void Orthogonalise_MatricesOfAnyScale_KeepTheirSingularVectorsWithValuesNearOne(long rows, long columns)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var stack = randn(3, rows, columns) * tensor([1e-4f, 1f, 1e4f]).view(3, 1, 1);

        var orthogonal = NewtonSchulz.Orthogonalise(stack);

        Assert.Equal(stack.shape, orthogonal.shape);
        for (var i = 0; i < 3; i++)
        {
            // The values that M's own vectors leave of it, UᵀOV, are a diagonal between what the polynomial's five rounds can give.
            var (u, s, vt) = linalg.svd(stack[i], fullMatrices: false);
            var values = u.t().mm(orthogonal[i]).mm(vt.t());
            var diagonal = values.diag();
            Assert.True((values - diagonal.diag()).abs().max().item<float>() < 1e-4);
            var large = diagonal.index_select(0, (s > s.max() * 0.05).nonzero().view(-1));
            Assert.InRange(large.min().item<float>(), 0.65f, 1.25f);
            Assert.InRange(large.max().item<float>(), 0.65f, 1.25f);
        }
    }

    [Fact]
    public void Orthogonalise_Zeros_StayZeros()
    {
        using var scope = NewDisposeScope();

        Assert.True(NewtonSchulz.Orthogonalise(zeros(2, 3, 4)).eq(0).all().item<bool>());
    }

    [SkippableFact]
    public void Orthogonalise_OnAGpu_IsTheCpusToBf16()
    {
        Skip.IfNot(TorchNative.IsCudaAvailable, "There is no NVIDIA GPU.");
        InitializeDeviceType(DeviceType.CUDA);
        using var scope = NewDisposeScope();
        manual_seed(1);
        var stack = randn(4, 128, 320);

        var here = NewtonSchulz.Orthogonalise(stack);
        var there = NewtonSchulz.Orthogonalise(stack.cuda()).to(float32).cpu();

        // bf16 keeps 8 bits and the steep polynomial spreads their rounding: a few percent of the whole.
        Assert.InRange(((there - here).norm() / here.norm()).item<float>(), 0f, 0.05f);
    }
}
