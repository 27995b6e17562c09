using MedQa.Model.Cuda;
using static TorchSharp.torch;

namespace MedQa.Model.Quantization;

/// <summary>NF4 on a GPU, by kernels of our own; the bits are those of the CPU's code (the last bit of the scales' mean aside).</summary>
internal static class Nf4Cuda
{
    private const int Threads = 256;
    private const int ValuesPerThread = 16;
    private const int BlocksPerLaunch = Threads / 32;

    private static readonly Lock Gate = new();
    private static readonly Dictionary<int, Tensor> Maps = [];

    /// <summary>Fills a tensor with the values.</summary>
    /// <param name="source">On the GPU.</param>
    /// <param name="destination">[out,in], contiguous, on the same GPU, from a multiple of 16 bytes on; float32, float16 or bfloat16.</param>
    public static void DequantizeInto(Nf4Tensor source, Tensor destination)
    {
        var device = destination.device;
        Kernel(device, destination.dtype, "dequantize_nf4").Launch(
            Blocks(source.Count, Threads * ValuesPerThread), 1, Threads,
            source.Packed, source.ScaleCodes, source.NestedScales, Map(device), source.Offset, destination, source.Count);
    }

    /// <summary>Quantizes a matrix where it lies.</summary>
    /// <param name="source">[out,in], contiguous, on a GPU; float32, float16 or bfloat16.</param>
    /// <returns>On the same GPU, the caller's to dispose.</returns>
    /// <exception cref="InvalidDataException">A value is not finite.</exception>
    public static Nf4Tensor Quantize(Tensor source)
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        var (device, count) = (source.device, source.numel());
        var blocks = Nf4Tensor.BlocksOf(count);
        var packed = empty(Nf4Tensor.BytesOf(count), ScalarType.Byte, device);
        var scales = empty(blocks, ScalarType.Float32, device);
        var broken = zeros(1, ScalarType.Int32, device);
        Kernel(device, source.dtype, "quantize_nf4").Launch(Blocks(blocks, BlocksPerLaunch), 1, Threads, source, packed, scales, broken, count);
        if (broken.item<int>() != 0)
        {
            throw new InvalidDataException($"A matrix of [{string.Join(", ", source.shape)}] can't be quantized: a value is not finite.");
        }

        var mean = scales.mean().item<float>();
        var codes = empty(blocks, ScalarType.Byte, device);
        var nested = empty(Nf4Tensor.NestedBlocksOf(blocks), ScalarType.Float32, device);
        CudaModule.Get(device, "nf4.cu")["quantize_scales"].Launch(nested.numel(), 1, Nf4Tensor.NestedBlockSize, scales, mean, Map(device), codes, nested, blocks);
        return new Nf4Tensor(source.shape, packed.DetachFromDisposeScope(), codes.DetachFromDisposeScope(), nested.DetachFromDisposeScope(), mean);
    }

    private static CudaKernel Kernel(Device device, ScalarType type, string name) => type == ScalarType.Float32
        ? CudaModule.Get(device, "nf4.cu")[$"{name}_wide"]
        : CudaModule.Get(device, "nf4.cu", CudaTypes.Element(type))[name];

    private static long Blocks(long count, int each) => (count + each - 1) / each;

    /// <summary>The dynamic map on a device, kept as long as the process.</summary>
    private static Tensor Map(Device device)
    {
        lock (Gate)
        {
            if (!Maps.TryGetValue(CudaContext.Index(device), out var map))
            {
                using var values = tensor(DynamicMap.BothSigns.Values.ToArray());
                map = values.to(device).DetachFromDisposeScope();
                Maps.Add(CudaContext.Index(device), map);
            }

            return map;
        }
    }
}
