namespace MedQa.Model.Gguf.Blocks;

/// <summary>
/// The six-bit scales and minimums of the eight groups of 32 in a Q4_K or Q5_K block, packed into 12 bytes.
/// </summary>
/// <remarks>
/// <code>
/// group j &lt; 4:   scale = low six bits of b[j]                            minimum = low six bits of b[j+4]
/// group j ≥ 4:   scale = low nibble of b[j+4], top two bits of b[j-4]    minimum = high nibble of b[j+4], top two bits of b[j]
/// </code>
/// </remarks>
internal static class KScales
{
    /// <summary>The scale and the minimum of group <paramref name="j"/>.</summary>
    public static (int Scale, int Minimum) At(ReadOnlySpan<byte> b, int j) =>
        j < 4
            ? (b[j] & 63, b[j + 4] & 63)
            : (b[j + 4] & 15 | b[j - 4] >> 6 << 4, b[j + 4] >> 4 | b[j] >> 6 << 4);
}
