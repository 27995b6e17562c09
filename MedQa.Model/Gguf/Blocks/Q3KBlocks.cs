using static System.Buffers.Binary.BinaryPrimitives;

namespace MedQa.Model.Gguf.Blocks;

/// <summary>
/// Three bits a value in blocks of 256: the low two lie as in <see cref="Q2KBlocks"/>; the third is bit i / 32 of
/// hmask[i % 32] for value i, and where it is clear 4 is taken off. Each 16 values share a six-bit scale.
/// </summary>
/// <remarks>
/// <code>
/// hmask u8[32] | qs u8[64] | scales u8[12] | d f16     value = d (scale - 32) q
/// scale i, low four bits:  i &lt; 8 the low nibble of scales[i], else the high nibble of scales[i - 8]
///          high two bits:  bits 2 (i / 4) and the next of scales[8 + i % 4]
/// </code>
/// </remarks>
internal static class Q3KBlocks
{
    public static void Decode(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        for (; values.Length > 0; blocks = blocks[110..], values = values[256..])
        {
            var hmask = blocks[..32];
            var qs = blocks.Slice(32, 64);
            var scales = blocks.Slice(96, 12);
            var d = (float)ReadHalfLittleEndian(blocks[108..]);
            for (var group = 0; group < 16; group++)
            {
                var scale = d * (Scale(scales, group) - 32);
                var shift = group / 2 % 4 * 2;
                var high = group / 2;
                var run = qs.Slice(group / 8 * 32 + group % 2 * 16, 16);
                var mask = hmask.Slice(group % 2 * 16, 16);
                var target = values.Slice(group * 16, 16);
                for (var l = 0; l < target.Length; l++)
                {
                    target[l] = scale * ((run[l] >> shift & 3) - ((mask[l] >> high & 1) == 1 ? 0 : 4));
                }
            }
        }
    }

    private static int Scale(ReadOnlySpan<byte> scales, int i)
    {
        var low = i < 8 ? scales[i] & 15 : scales[i - 8] >> 4;
        var high = scales[8 + i % 4] >> (2 * (i / 4)) & 3;
        return low | high << 4;
    }
}
