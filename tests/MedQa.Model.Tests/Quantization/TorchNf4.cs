using MedQa.Model.Quantization;
using static TorchSharp.torch;

namespace MedQa.Model.Tests.Quantization;

/// <summary>NF4 to values out of torch's own operations, on any device: what the vector code and the kernel are compared with.</summary>
internal static class TorchNf4
{
    /// <summary>Values that torch's operations take at once, which bounds their temporary memory; a multiple of the blocks.</summary>
    private const long Piece = 1 << 22;

    /// <summary>Fills a tensor.</summary>
    public static void Into(Nf4Tensor source, Tensor destination)
    {
        using var scope = NewDisposeScope();
        var device = destination.device;
        var book = tensor(Nf4Code.Values.ToArray(), device: device);
        var map = tensor(DynamicMap.BothSigns.Values.ToArray(), device: device);
        var nested = source.NestedScales.repeat_interleave(Nf4Tensor.NestedBlockSize).narrow(0, 0, source.ScaleCodes.NumberOfElements);
        var scales = (map.index_select(0, source.ScaleCodes.to(ScalarType.Int32)) * nested) + source.Offset;
        var flat = destination.view(-1);
        for (long start = 0; start < source.Count; start += Piece)
        {
            using var inner = NewDisposeScope();
            var count = Math.Min(Piece, source.Count - start);
            var bytes = source.Packed.narrow(0, start / 2, Nf4Tensor.BytesOf(count));
            var codes = stack([bytes.bitwise_right_shift(4), bytes.bitwise_and(15)], 1).view(-1).narrow(0, 0, count);
            var blocks = scales.narrow(0, start / Nf4Tensor.BlockSize, Nf4Tensor.BlocksOf(count));
            var values = book.index_select(0, codes.to(ScalarType.Int32)) * blocks.repeat_interleave(Nf4Tensor.BlockSize).narrow(0, 0, count);
            flat.narrow(0, start, count).copy_(values);
        }
    }
}
