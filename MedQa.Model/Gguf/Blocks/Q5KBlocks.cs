using static System.Buffers.Binary.BinaryPrimitives;

namespace MedQa.Model.Gguf.Blocks;

/// <summary>
/// Five bits a value in blocks of 256: the low four and the scales as in <see cref="Q4KBlocks"/>; bit g of qh[l] is the fifth
/// bit of value l in group g of 32.
/// </summary>
/// <remarks>
/// <code>
/// d f16 | dmin f16 | scales u8[12] | qh u8[32] | qs u8[128]     value = (d scale) q - dmin minimum
/// </code>
/// </remarks>
internal static class Q5KBlocks
{
    public static void Decode(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        for (; values.Length > 0; blocks = blocks[176..], values = values[256..])
        {
            var d = (float)ReadHalfLittleEndian(blocks);
            var dmin = (float)ReadHalfLittleEndian(blocks[2..]);
            var scales = blocks.Slice(4, 12);
            var qh = blocks.Slice(16, 32);
            for (var group = 0; group < 8; group++)
            {
                var (scale, minimum) = KScales.At(scales, group);
                var (factor, offset) = (d * scale, dmin * minimum);
                var run = blocks.Slice(48 + group / 2 * 32, 32);
                var shift = group % 2 * 4;
                var target = values.Slice(group * 32, 32);
                for (var l = 0; l < target.Length; l++)
                {
                    target[l] = factor * (run[l] >> shift & 15 | (qh[l] >> group & 1) << 4) - offset;
                }
            }
        }
    }
}
