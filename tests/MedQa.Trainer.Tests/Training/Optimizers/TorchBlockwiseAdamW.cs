using MedQa.Trainer.Training.Optimizers;
using static TorchSharp.torch;

namespace MedQa.Trainer.Tests.Training.Optimizers;

/// <summary>The blockwise step out of torch's own operations, each rounded on its own, for any device: what a kernel is checked against.</summary>
internal sealed class TorchBlockwiseAdamW : IBlockwiseAdamW
{
    /// <summary>Values computed at once: a few float32 copies of them are alive together.</summary>
    private const long PieceValues = 2L << 20;

    private readonly (Tensor Values, Tensor Thresholds) signed;
    private readonly (Tensor Values, Tensor Thresholds) unsigned;

    /// <param name="device">Where the slices will lie.</param>
    public TorchBlockwiseAdamW(Device device)
    {
        signed = On(device, StateMap.Mean);
        unsigned = On(device, StateMap.Square);
    }

    public void Update(BlockwiseSlice slice, in BlockwiseStep step)
    {
        using var none = no_grad();
        var whole = slice.Count / BlockwiseSlice.BlockSize * BlockwiseSlice.BlockSize;
        for (long start = 0; start < whole; start += PieceValues)
        {
            Blocks(slice, start, Math.Min(PieceValues, whole - start), BlockwiseSlice.BlockSize, step);
        }

        if (whole < slice.Count)
        {
            Blocks(slice, whole, slice.Count - whole, slice.Count - whole, step);
        }
    }

    public void Dispose()
    {
        foreach (var tensor in (ReadOnlySpan<Tensor>)[signed.Values, signed.Thresholds, unsigned.Values, unsigned.Thresholds])
        {
            tensor.Dispose();
        }
    }

    /// <param name="width">Values of each block; divides <paramref name="count"/>.</param>
    private void Blocks(BlockwiseSlice slice, long start, long count, long width, in BlockwiseStep step)
    {
        using var scope = NewDisposeScope();
        var part = slice.Narrow(start, count);
        var gradient = part.Gradient.view(-1, width);
        var square = Decoded(part.SquareCodes, part.SquareScales, unsigned.Values, width).mul_(step.Beta2).add_((gradient * step.Beta2Rest).mul_(gradient));
        var mean = Decoded(part.MeanCodes, part.MeanScales, signed.Values, width).mul_(step.Beta1).add_(gradient * step.Beta1Rest);
        var denominator = square.sqrt().add_(step.Epsilon);
        part.Weights.view(-1, width).add_((mean / denominator).mul_(step.Size)).mul_(step.Kept);
        Encode(mean, mean.abs(), signed.Thresholds, part.MeanCodes, part.MeanScales);
        Encode(square, square, unsigned.Thresholds, part.SquareCodes, part.SquareScales);
    }

    private static Tensor Decoded(Tensor codes, Tensor scales, Tensor values, long width) =>
        values.index_select(0, codes.to(int32)).view(-1, width).mul_(scales.unsqueeze(1));

    private static void Encode(Tensor values, Tensor magnitudes, Tensor thresholds, Tensor codes, Tensor scales)
    {
        var largest = magnitudes.amax([1]);
        scales.copy_(largest);
        var divisor = where(largest > 0, largest, ones_like(largest)).unsqueeze(1);
        codes.copy_(bucketize(values / divisor, thresholds, outInt32: true, right: false).view(-1));
    }

    private static (Tensor Values, Tensor Thresholds) On(Device device, StateMap map) => (
        tensor(map.Values.ToArray(), device: device).DetachFromDisposeScope(),
        tensor(map.Thresholds.ToArray(), device: device).DetachFromDisposeScope());
}
