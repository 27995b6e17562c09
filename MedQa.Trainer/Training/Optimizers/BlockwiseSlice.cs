using static TorchSharp.torch;

namespace MedQa.Trainer.Training.Optimizers;

/// <summary>Neighbouring weights with their gradients and their 8-bit states: all on one device, contiguous, starting at a block.</summary>
/// <param name="Weights">[n] float32.</param>
/// <param name="Gradient">[n] float32.</param>
/// <param name="MeanCodes">[n] uint8, codes of <see cref="StateMap.Mean"/>.</param>
/// <param name="MeanScales">[⌈n / 256⌉] float32, the largest magnitude of each block.</param>
/// <param name="SquareCodes">[n] uint8, codes of <see cref="StateMap.Square"/>.</param>
/// <param name="SquareScales">[⌈n / 256⌉] float32.</param>
internal sealed record BlockwiseSlice(
    Tensor Weights, Tensor Gradient, Tensor MeanCodes, Tensor MeanScales, Tensor SquareCodes, Tensor SquareScales) : IDisposable
{
    /// <summary>Values that share a scale.</summary>
    public const int BlockSize = 256;

    /// <summary>n.</summary>
    public long Count => Weights.numel();

    /// <summary>Blocks, the last of which may be shorter.</summary>
    public static long Blocks(long count) => (count + BlockSize - 1) / BlockSize;

    /// <summary>A part of it, as views.</summary>
    /// <param name="start">A multiple of <see cref="BlockSize"/>.</param>
    public BlockwiseSlice Narrow(long start, long count) => new(
        Weights.narrow(0, start, count),
        Gradient.narrow(0, start, count),
        MeanCodes.narrow(0, start, count),
        MeanScales.narrow(0, start / BlockSize, Blocks(count)),
        SquareCodes.narrow(0, start, count),
        SquareScales.narrow(0, start / BlockSize, Blocks(count)));

    /// <summary>Frees these views; what they look at stays.</summary>
    public void Dispose()
    {
        foreach (var tensor in (ReadOnlySpan<Tensor>)[Weights, Gradient, MeanCodes, MeanScales, SquareCodes, SquareScales])
        {
            tensor.Dispose();
        }
    }
}
