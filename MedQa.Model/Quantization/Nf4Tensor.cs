using TorchSharp;
using static TorchSharp.torch;

namespace MedQa.Model.Quantization;

/// <summary>
/// A matrix in NormalFloat4 with double quantization (Dettmers et al., 2023, arXiv:2305.14314), as bitsandbytes keeps it: 4-bit
/// codes for blocks of 64 values, an 8-bit code for each block's scale, a float32 scale for each 256 of those.
/// </summary>
/// <remarks>
/// Value i is <c>code[q] · scale</c>, computed in float32 and rounded to the type asked for, with
/// <c>scale = map[ScaleCodes[i / 64]] · NestedScales[i / 64 / 256] + Offset</c>, product and sum rounded one after the other.
/// Value i's code q stands in the byte i / 2: in its high half for an even i, in its low half for an odd one.
/// Owns its tensors.
/// </remarks>
public sealed class Nf4Tensor : IDisposable
{
    /// <summary>Bytes that a GPU's kernel writes at once.</summary>
    private const int Alignment = 16;

    /// <summary>Values that share a scale.</summary>
    public const int BlockSize = 64;

    /// <summary>Scales that share a scale of their own.</summary>
    public const int NestedBlockSize = 256;

    /// <param name="shape">Shape of the matrix, [out, in].</param>
    /// <param name="packed">Codes, uint8 [⌈out · in / 2⌉].</param>
    /// <param name="scaleCodes">Codes of the scales, uint8 [⌈out · in / 64⌉].</param>
    /// <param name="nestedScales">Scales of the scales, float32 [⌈scales / 256⌉].</param>
    /// <param name="offset">The mean of the scales, which is subtracted before they are quantized.</param>
    /// <exception cref="ArgumentException">Shape, sizes, types or devices do not fit together, or the mean is not finite.</exception>
    public Nf4Tensor(IReadOnlyList<long> shape, Tensor packed, Tensor scaleCodes, Tensor nestedScales, float offset)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(packed);
        ArgumentNullException.ThrowIfNull(scaleCodes);
        ArgumentNullException.ThrowIfNull(nestedScales);
        if (shape.Count != 2 || shape[0] < 1 || shape[1] < 1 || shape[0] > long.MaxValue / shape[1])
        {
            throw new ArgumentException($"An NF4 matrix has two sizes of 1 or more, but the shape is [{string.Join(", ", shape)}].", nameof(shape));
        }

        Shape = [.. shape];
        Count = shape[0] * shape[1];
        var scales = BlocksOf(Count);
        Check(packed, nameof(packed), ScalarType.Byte, BytesOf(Count));
        Check(scaleCodes, nameof(scaleCodes), ScalarType.Byte, scales);
        Check(nestedScales, nameof(nestedScales), ScalarType.Float32, NestedBlocksOf(scales));
        if (!float.IsFinite(offset))
        {
            throw new ArgumentException(FormattableString.Invariant($"The mean of the scales must be finite, but is {offset}."), nameof(offset));
        }

        Packed = packed;
        ScaleCodes = scaleCodes;
        NestedScales = nestedScales;
        Offset = offset;

        void Check(Tensor tensor, string name, ScalarType type, long count)
        {
            if (tensor.dtype != type || tensor.dim() != 1 || tensor.NumberOfElements != count || tensor.device.ToString() != packed.device.ToString())
            {
                throw new ArgumentException(
                    $"For a matrix of [{string.Join(", ", Shape)}] {name} must be {type} [{count}] on {packed.device}, but is {tensor.dtype} [{string.Join(", ", tensor.shape)}] on {tensor.device}.",
                    name);
            }
        }
    }

    /// <summary>Shape of the matrix, [out, in].</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Codes, uint8 [⌈out · in / 2⌉].</summary>
    public Tensor Packed { get; }

    /// <summary>Codes of the scales, uint8 [⌈out · in / 64⌉].</summary>
    public Tensor ScaleCodes { get; }

    /// <summary>Scales of the scales, float32 [⌈scales / 256⌉].</summary>
    public Tensor NestedScales { get; }

    /// <summary>The mean of the scales.</summary>
    public float Offset { get; }

    /// <summary>Number of values.</summary>
    public long Count { get; }

    /// <summary>Where the tensors are.</summary>
    public Device Device => Packed.device;

    /// <summary>Bytes of memory that the tensors take.</summary>
    public long Bytes => Packed.NumberOfElements + ScaleCodes.NumberOfElements + (4 * NestedScales.NumberOfElements) + sizeof(float);

    /// <summary>Blocks of 64 in so many values.</summary>
    public static long BlocksOf(long values) => (values + BlockSize - 1) / BlockSize;

    /// <summary>Blocks of 256 in so many scales.</summary>
    public static long NestedBlocksOf(long scales) => (scales + NestedBlockSize - 1) / NestedBlockSize;

    /// <summary>Bytes that the codes of so many values take.</summary>
    public static long BytesOf(long values) => (values + 1) / 2;

    /// <summary>The values.</summary>
    /// <param name="dtype">float32, float16 or bfloat16.</param>
    /// <returns>[out, in], on this tensor's device, the caller's to dispose.</returns>
    public Tensor Dequantize(ScalarType dtype)
    {
        var values = empty([.. Shape], dtype, Device);
        try
        {
            DequantizeInto(values);
            return values;
        }
        catch
        {
            values.Dispose();
            throw;
        }
    }

    /// <summary>Writes the values into a tensor that exists.</summary>
    /// <param name="destination">[out, in], contiguous, on this tensor's device; float32, float16 or bfloat16.</param>
    /// <exception cref="ArgumentException">It is no such tensor.</exception>
    public void DequantizeInto(Tensor destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        if (!destination.shape.AsSpan().SequenceEqual(Shape.ToArray()) || !destination.is_contiguous() || destination.device.ToString() != Device.ToString())
        {
            throw new ArgumentException(
                $"The destination must be a contiguous [{string.Join(", ", Shape)}] on {Device}, but is [{string.Join(", ", destination.shape)}] on {destination.device}.", nameof(destination));
        }

        if (destination.dtype is not (ScalarType.Float32 or ScalarType.Float16 or ScalarType.BFloat16))
        {
            throw new ArgumentException($"NF4 is dequantized to float32, float16 or bfloat16, not to {destination.dtype}.", nameof(destination));
        }

        if (destination.device_type != DeviceType.CPU && destination.storage_offset() * destination.dtype.ElementSize() % Alignment != 0)
        {
            throw new ArgumentException($"On a GPU the destination must start at a multiple of {Alignment} bytes of its storage, but it starts at value {destination.storage_offset()}.", nameof(destination));
        }

        Nf4Dequantizer.Into(this, destination);
    }

    /// <summary>A copy on a device, the caller's to dispose.</summary>
    public Nf4Tensor To(Device device) => new(Shape, Copy(Packed, device), Copy(ScaleCodes, device), Copy(NestedScales, device), Offset);

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        Packed.Dispose();
        ScaleCodes.Dispose();
        NestedScales.Dispose();
    }

    private static Tensor Copy(Tensor source, Device device)
    {
        var copy = empty(source.shape, source.dtype, device).DetachFromDisposeScope();
        return copy.copy_(source);
    }
}
