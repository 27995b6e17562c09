using TorchSharp;
using static TorchSharp.torch;

namespace MedQa.Model.Quantization;

/// <summary>NF4 to values: vector code on the CPU, a kernel on a GPU. Both give the bits of torch's operations.</summary>
internal static class Nf4Dequantizer
{
    /// <summary>Values that torch's operations take at once, which bounds their temporary memory; a multiple of the blocks.</summary>
    private const long Piece = 1 << 22;

    /// <summary>Fills <paramref name="destination"/>, whose shape and device have been checked.</summary>
    public static void Into(Nf4Tensor source, Tensor destination)
    {
        using var none = no_grad();
        if (destination.device_type == DeviceType.CPU)
        {
            OnCpu(source, destination);
        }
        else
        {
            Nf4Cuda.DequantizeInto(source, destination);
        }
    }

    /// <summary>What torch's operations give, on any device: what both are compared with.</summary>
    internal static void WithTorch(Nf4Tensor source, Tensor destination)
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

    private static void OnCpu(Nf4Tensor source, Tensor destination) =>
        Nf4BlockDecoder.Decode(source.Packed, destination, Scales(source));

    private static unsafe float[] Scales(Nf4Tensor source)
    {
        var scales = new float[source.ScaleCodes.NumberOfElements];
        var codes = new ReadOnlySpan<byte>((void*)NativeMemory.Address(source.ScaleCodes), scales.Length);
        var nested = (float*)NativeMemory.Address(source.NestedScales);
        var map = DynamicMap.BothSigns.Values;
        for (var i = 0; i < scales.Length; i++)
        {
            var product = map[codes[i]] * nested[i / Nf4Tensor.NestedBlockSize];
            scales[i] = product + source.Offset;
        }

        return scales;
    }
}
