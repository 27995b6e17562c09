using MedQa.Model.Native;
using MedQa.Trainer.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace MedQa.Trainer.Tests.Training.Optimizers;

/// <summary>The kernel against the CPU's code, to the bit.</summary>
public class CudaBlockwiseAdamWTests
{
    [SkippableTheory]
    [InlineData(256 * 40)]
    [InlineData((256 * 17) + 5)]
    public void Update_SixSteps_BitsAreTheCpu(int count)
    {
        Skip.IfNot(TorchNative.IsCudaAvailable, "There is no NVIDIA GPU here, or libtorch is the CPU's.");
        InitializeDeviceType(DeviceType.CUDA);
        using var scope = NewDisposeScope();
        using var onCpu = new CpuBlockwiseAdamW();
        using var onGpu = new CudaBlockwiseAdamW(CUDA);
        var expected = Fresh(count);
        var actual = Copy(expected, CUDA);
        for (var step = 1; step <= 6; step++)
        {
            expected.Gradient.copy_(randn(count) * 0.01 * step);
            actual.Gradient.copy_(expected.Gradient);
            var factors = BlockwiseStep.Of(new AdamWOptions(0.9, 0.999, 1e-8, 0.01), 2e-3, step, decays: true);
            onCpu.Update(expected, factors);
            onGpu.Update(actual, factors);
        }

        Same(expected.Weights, actual.Weights);
        Same(expected.MeanCodes, actual.MeanCodes);
        Same(expected.MeanScales, actual.MeanScales);
        Same(expected.SquareCodes, actual.SquareCodes);
        Same(expected.SquareScales, actual.SquareScales);
    }

    private static BlockwiseSlice Fresh(int count) => new(
        randn(count) * 0.02, zeros(count), zeros(count, ScalarType.Byte).fill_(127), zeros(BlockwiseSlice.Blocks(count)), zeros(count, ScalarType.Byte),
        zeros(BlockwiseSlice.Blocks(count)));

    private static BlockwiseSlice Copy(BlockwiseSlice source, Device device) => new(
        source.Weights.to(device), source.Gradient.to(device), source.MeanCodes.to(device), source.MeanScales.to(device), source.SquareCodes.to(device),
        source.SquareScales.to(device));

    private static void Same(Tensor expected, Tensor actual) => Assert.Equal(expected.bytes.ToArray(), actual.cpu().bytes.ToArray());
}
