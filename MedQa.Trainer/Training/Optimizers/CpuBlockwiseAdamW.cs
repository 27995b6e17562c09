using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace MedQa.Trainer.Training.Optimizers;

/// <summary>The blockwise step over the tensors' own memory, on as many threads as torch has.</summary>
internal sealed class CpuBlockwiseAdamW : IBlockwiseAdamW
{
    /// <summary>Values of a thread's share: large beside the cost of handing it out, small beside a trained matrix.</summary>
    private const int ShareValues = 64 << 10;

    public void Update(BlockwiseSlice slice, in BlockwiseStep step)
    {
        var (factors, count) = (step, slice.Count);
        var shares = (int)((count + ShareValues - 1) / ShareValues);
        Parallel.For(0, shares, new ParallelOptions { MaxDegreeOfParallelism = get_num_threads() }, share =>
        {
            var start = (long)share * ShareValues;
            using var part = slice.Narrow(start, Math.Min(ShareValues, count - start));
            UpdateShare(part, factors);
        });
    }

    public void Dispose()
    {
    }

    private static void UpdateShare(BlockwiseSlice part, in BlockwiseStep step)
    {
        var weights = Floats(part.Weights);
        var gradient = Floats(part.Gradient);
        var meanCodes = part.MeanCodes.bytes;
        var squareCodes = part.SquareCodes.bytes;
        var meanScales = Floats(part.MeanScales);
        var squareScales = Floats(part.SquareScales);
        for (var block = 0; block < meanScales.Length; block++)
        {
            var start = block * BlockwiseSlice.BlockSize;
            var count = Math.Min(BlockwiseSlice.BlockSize, weights.Length - start);
            UpdateBlock(
                weights.Slice(start, count), gradient.Slice(start, count), meanCodes.Slice(start, count), ref meanScales[block],
                squareCodes.Slice(start, count), ref squareScales[block], step);
        }
    }

    private static void UpdateBlock(
        Span<float> weights, ReadOnlySpan<float> gradient, Span<byte> meanCodes, ref float meanScale, Span<byte> squareCodes, ref float squareScale,
        in BlockwiseStep step)
    {
        var meanMap = StateMap.Mean;
        var squareMap = StateMap.Square;
        var meanValues = meanMap.Values;
        var squareValues = squareMap.Values;
        Span<float> mean = stackalloc float[BlockwiseSlice.BlockSize];
        Span<float> square = stackalloc float[BlockwiseSlice.BlockSize];
        float largestMean = 0;
        float largestSquare = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            var g = gradient[i];
            square[i] = (squareValues[squareCodes[i]] * squareScale * step.Beta2) + (step.Beta2Rest * g * g);
            mean[i] = (meanValues[meanCodes[i]] * meanScale * step.Beta1) + (step.Beta1Rest * g);
            largestMean = Math.Max(largestMean, Math.Abs(mean[i]));
            largestSquare = Math.Max(largestSquare, square[i]);
        }

        (meanScale, squareScale) = (largestMean, largestSquare);
        var meanDivisor = largestMean > 0 ? largestMean : 1;
        var squareDivisor = largestSquare > 0 ? largestSquare : 1;
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = (weights[i] + (step.Size * (mean[i] / (MathF.Sqrt(square[i]) + step.Epsilon)))) * step.Kept;
            mean[i] /= meanDivisor;
            square[i] /= squareDivisor;
        }

        meanMap.Encode(mean[..weights.Length], meanCodes);
        squareMap.Encode(square[..weights.Length], squareCodes);
    }

    private static Span<float> Floats(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);
}
