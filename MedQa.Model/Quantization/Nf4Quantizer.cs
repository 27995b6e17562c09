using MedQa.Model.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace MedQa.Model.Quantization;

/// <summary>Quantizes matrices to NF4, bit for bit as bitsandbytes does on a GPU (the last bit of the scales' mean aside).</summary>
public static class Nf4Quantizer
{
    /// <summary>Quantizes a matrix where it lies.</summary>
    /// <param name="source">[out, in], contiguous; float32, float16 or bfloat16, at most 2 GiB.</param>
    /// <returns>On the same device, the caller's to dispose.</returns>
    /// <exception cref="ArgumentException">The tensor is no such matrix.</exception>
    /// <exception cref="InvalidDataException">A value is not finite.</exception>
    public static Nf4Tensor Quantize(Tensor source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.dim() != 2 || source.NumberOfElements == 0 || !source.is_contiguous())
        {
            throw new ArgumentException($"Only a contiguous matrix can be quantized, not [{string.Join(", ", source.shape)}].", nameof(source));
        }

        if (source.dtype is not (ScalarType.Float32 or ScalarType.Float16 or ScalarType.BFloat16))
        {
            throw new ArgumentException($"Only float32, float16 and bfloat16 can be quantized, not {source.dtype}.", nameof(source));
        }

        return source.device_type == DeviceType.CPU ? OnCpu(source, cancellationToken) : Nf4Cuda.Quantize(source);
    }

    private static Nf4Tensor OnCpu(Tensor source, CancellationToken cancellationToken)
    {
        var shape = source.shape;
        var count = source.NumberOfElements;
        var scales = new float[Nf4Tensor.BlocksOf(count)];
        var packed = empty([Nf4Tensor.BytesOf(count)], ScalarType.Byte, CPU).DetachFromDisposeScope();
        try
        {
            var broken = Nf4BlockEncoder.Encode(source, packed, scales, cancellationToken);
            if (broken >= 0)
            {
                throw new InvalidDataException(
                    $"A matrix of [{string.Join(", ", shape)}] can't be quantized: one of the {Nf4Tensor.BlockSize} values from {broken * Nf4Tensor.BlockSize} on is not finite.");
            }

            var codes = empty([scales.Length], ScalarType.Byte, CPU).DetachFromDisposeScope();
            var nested = new float[Nf4Tensor.NestedBlocksOf(scales.Length)];
            var mean = ScaleQuantizer.Mean(scales);
            ScaleQuantizer.Quantize(scales, mean, PiecewiseCopy.Raw(codes), nested);
            return new Nf4Tensor(shape, packed, codes, tensor(nested).DetachFromDisposeScope(), mean);
        }
        catch
        {
            packed.Dispose();
            throw;
        }
    }
}
