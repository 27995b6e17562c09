using System.Runtime.InteropServices;
using static System.Buffers.Binary.BinaryPrimitives;

namespace MedQa.Model.Gguf.Blocks;

/// <summary>
/// Six bits a value in blocks of 256, with a signed scale for each 16. Each half of 128 values is four quarters of 32:
/// quarter k takes its low four bits from ql[32 (k % 2) + l] (low nibbles for k &lt; 2, high ones after) and its upper two from
/// bits 2k of qh[l].
/// </summary>
/// <remarks>
/// <code>
/// ql u8[128] | qh u8[64] | scales i8[16] | d f16     value = (d scale) (q - 32)
/// </code>
/// </remarks>
internal static class Q6KBlocks
{
    public static void Decode(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        for (; values.Length > 0; blocks = blocks[210..], values = values[256..])
        {
            var scales = MemoryMarshal.Cast<byte, sbyte>(blocks.Slice(192, 16));
            var d = (float)ReadHalfLittleEndian(blocks[208..]);
            for (var group = 0; group < 16; group++)
            {
                var (half, quarter, odd) = (group / 8, group / 2 % 4, group % 2);
                var scale = d * scales[group];
                var low = blocks.Slice(half * 64 + quarter % 2 * 32 + odd * 16, 16);
                var high = blocks.Slice(128 + half * 32 + odd * 16, 16);
                var (lowShift, highShift) = (quarter / 2 * 4, quarter * 2);
                var target = values.Slice(group * 16, 16);
                for (var l = 0; l < target.Length; l++)
                {
                    target[l] = scale * ((low[l] >> lowShift & 15 | (high[l] >> highShift & 3) << 4) - 32);
                }
            }
        }
    }
}
