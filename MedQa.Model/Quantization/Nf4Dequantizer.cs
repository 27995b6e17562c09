using TorchSharp;
using static TorchSharp.torch;

namespace MedQa.Model.Quantization;

/// <summary>NF4 to values: vector code on the CPU, a kernel on a GPU. Both give the bits of torch's operations.</summary>
internal static class Nf4Dequantizer
{
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
