using MedQa.Model.Native;
using MedQa.Trainer.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace MedQa.Trainer.Tests.Training.Optimizers;

/// <summary>The GPU's step against the CPU's: the blockwise states and weights to the bit, small tensors' weights but for torch's own square root.</summary>
public class AdamW8bitCudaTests
{
    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Step_OnAGpu_IsTheCpus(bool pagedOut)
    {
        Skip.IfNot(TorchNative.IsCudaAvailable, "There is no NVIDIA GPU.");
        InitializeDeviceType(DeviceType.CUDA);
        var here = BlockwiseCase.Tensors(6);
        TrainedTensor[] there = [.. BlockwiseCase.Tensors(6).Select(t => t with { Value = t.Value.cuda() })];
        using var cpu = new AdamW8bit(new TrainedVector(here), BlockwiseCase.Options);
        using var gpu = new AdamW8bit(
            new TrainedVector(there), BlockwiseCase.Options, paging: new StatePaging(() => pagedOut ? 0 : 1L << 40) { PieceValues = 4096 });
        for (var step = 0; step < 6; step++)
        {
            BlockwiseCase.AddGradients(here, step);
            foreach (var (tensor, reference) in there.Zip(here))
            {
                tensor.Value.grad!.copy_(reference.Value.grad!);
            }

            // Without clipping: the norm is a sum whose order differs between devices.
            cpu.Step(0.002, double.PositiveInfinity).Dispose();
            gpu.Step(0.002, double.PositiveInfinity).Dispose();
        }

        Assert.Equal(pagedOut, gpu.IsPagedOut);
        Assert.Equal(pagedOut, gpu.State["exp_avg_codes"].is_pinned());
        foreach (var (name, expected) in cpu.State)
        {
            using var actual = gpu.State[name].cpu();
            using var difference = (actual.to(float32) - expected.to(float32)).abs().max();
            var allowed = name == "weights" ? 1e-8 : 0;
            Assert.True(difference.item<float>() <= allowed, $"{name}: the largest difference is {difference.item<float>()}");
        }
    }
}
