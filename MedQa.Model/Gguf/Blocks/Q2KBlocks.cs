using static System.Buffers.Binary.BinaryPrimitives;

namespace MedQa.Model.Gguf.Blocks;

/// <summary>
/// Two bits a value in blocks of 256. Each 16 values share a byte of scales: low nibble the scale, high nibble the minimum.
/// A run of 32 bytes holds 128 values: its bits 0-1 the first 32, bits 2-3 the next, and so on.
/// </summary>
/// <remarks>
/// <code>
/// scales u8[16] | qs u8[64] | d f16 | dmin f16     value = q (d scale) - dmin minimum
/// </code>
/// </remarks>
internal static class Q2KBlocks
{
    public static void Decode(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        for (; values.Length > 0; blocks = blocks[84..], values = values[256..])
        {
            var scales = blocks[..16];
            var qs = blocks.Slice(16, 64);
            var d = (float)ReadHalfLittleEndian(blocks[80..]);
            var dmin = (float)ReadHalfLittleEndian(blocks[82..]);
            for (var group = 0; group < 16; group++)
            {
                var scale = d * (scales[group] & 15);
                var minimum = dmin * (scales[group] >> 4);
                var shift = group / 2 % 4 * 2;
                var run = qs.Slice(group / 8 * 32 + group % 2 * 16, 16);
                var target = values.Slice(group * 16, 16);
                for (var l = 0; l < target.Length; l++)
                {
                    target[l] = scale * (run[l] >> shift & 3) - minimum;
                }
            }
        }
    }
}
