using static System.Buffers.Binary.BinaryPrimitives;

namespace MedQa.Model.Gguf.Blocks;

/// <summary>
/// Four bits a value in blocks of 256, with a scale and a minimum for each 32 (<see cref="KScales"/>). A run of 32 bytes holds
/// two groups: the low nibbles the first, the high nibbles the second.
/// </summary>
/// <remarks>
/// <code>
/// d f16 | dmin f16 | scales u8[12] | qs u8[128]     value = (d scale) q - dmin minimum
/// </code>
/// </remarks>
internal static class Q4KBlocks
{
    public static void Decode(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        for (; values.Length > 0; blocks = blocks[144..], values = values[256..])
        {
            var d = (float)ReadHalfLittleEndian(blocks);
            var dmin = (float)ReadHalfLittleEndian(blocks[2..]);
            var scales = blocks.Slice(4, 12);
            for (var group = 0; group < 8; group++)
            {
                var (scale, minimum) = KScales.At(scales, group);
                var (factor, offset) = (d * scale, dmin * minimum);
                var run = blocks.Slice(16 + group / 2 * 32, 32);
                var shift = group % 2 * 4;
                var target = values.Slice(group * 32, 32);
                for (var l = 0; l < target.Length; l++)
                {
                    target[l] = factor * (run[l] >> shift & 15) - offset;
                }
            }
        }
    }
}
