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
    /// <summary>Values that share a scale.</summary>
    public const int BlockSize = 64;

    /// <summary>Scales that share a scale of their own.</summary>
    public const int NestedBlockSize = 256;

    /// <param name="shape">Shape of the matrix, [out, in].</param>
    /// <param name="packed">Codes, uint8 [⌈out · in / 2⌉].</param>
    /// <param name="scaleCodes">Codes of the scales, uint8 [⌈out · in / 64⌉].</param>
    /// <param name="nestedScales">Scales of the scales, float32 [⌈scales / 256⌉].</param>
    /// <param name="offset">The mean of the scales, which is subtracted before they are quantized.</param>
    public Nf4Tensor(IReadOnlyList<long> shape, Tensor packed, Tensor scaleCodes, Tensor nestedScales, float offset)
    {
        ArgumentNullException.ThrowIfNull(shape);
        Shape = shape;
        Packed = packed;
        ScaleCodes = scaleCodes;
        NestedScales = nestedScales;
        Offset = offset;
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
    public long Count => Shape.Aggregate(1L, (a, b) => a * b);

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        Packed.Dispose();
        ScaleCodes.Dispose();
        NestedScales.Dispose();
    }
}
