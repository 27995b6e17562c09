using static System.Buffers.Binary.BinaryPrimitives;

namespace MedQa.Model.Gguf.Blocks;

/// <summary>
/// Five bits a value in blocks of 32: the low four as in <see cref="Q4Blocks"/>; bit i of qh is the fifth bit of value i.
/// </summary>
/// <remarks>
/// <code>
/// Q5_0   d f16 | qh u32 | qs u8[16]             value = (q - 16) d
/// Q5_1   d f16 | m f16 | qh u32 | qs u8[16]     value = q d + m
/// </code>
/// </remarks>
internal static class Q5Blocks
{
    public static void Decode0(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        for (; values.Length > 0; blocks = blocks[22..], values = values[32..])
        {
            var d = (float)ReadHalfLittleEndian(blocks);
            var qh = ReadUInt32LittleEndian(blocks[2..]);
            var qs = blocks.Slice(6, 16);
            var low = values[..16];
            var high = values[16..32];
            for (var j = 0; j < 16; j++)
            {
                low[j] = (Low(qs[j], qh, j) - 16) * d;
                high[j] = (High(qs[j], qh, j) - 16) * d;
            }
        }
    }

    public static void Decode1(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        for (; values.Length > 0; blocks = blocks[24..], values = values[32..])
        {
            var d = (float)ReadHalfLittleEndian(blocks);
            var m = (float)ReadHalfLittleEndian(blocks[2..]);
            var qh = ReadUInt32LittleEndian(blocks[4..]);
            var qs = blocks.Slice(8, 16);
            var low = values[..16];
            var high = values[16..32];
            for (var j = 0; j < 16; j++)
            {
                low[j] = Low(qs[j], qh, j) * d + m;
                high[j] = High(qs[j], qh, j) * d + m;
            }
        }
    }

    private static int Low(byte q, uint qh, int j) => (q & 15) | (int)((qh >> j & 1) << 4);

    private static int High(byte q, uint qh, int j) => (q >> 4) | (int)((qh >> (j + 16) & 1) << 4);
}
