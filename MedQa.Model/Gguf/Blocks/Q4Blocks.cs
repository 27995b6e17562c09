using static System.Buffers.Binary.BinaryPrimitives;

namespace MedQa.Model.Gguf.Blocks;

/// <summary>
/// Four bits a value in blocks of 32. In byte j the low nibble is value j, the high nibble value j + 16.
/// </summary>
/// <remarks>
/// <code>
/// Q4_0   d f16 | qs u8[16]             value = (q - 8) d
/// Q4_1   d f16 | m f16 | qs u8[16]     value = q d + m
/// </code>
/// </remarks>
internal static class Q4Blocks
{
    public static void Decode0(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        for (; values.Length > 0; blocks = blocks[18..], values = values[32..])
        {
            var d = (float)ReadHalfLittleEndian(blocks);
            var qs = blocks.Slice(2, 16);
            var low = values[..16];
            var high = values[16..32];
            for (var j = 0; j < 16; j++)
            {
                low[j] = ((qs[j] & 15) - 8) * d;
                high[j] = ((qs[j] >> 4) - 8) * d;
            }
        }
    }

    public static void Decode1(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        for (; values.Length > 0; blocks = blocks[20..], values = values[32..])
        {
            var d = (float)ReadHalfLittleEndian(blocks);
            var m = (float)ReadHalfLittleEndian(blocks[2..]);
            var qs = blocks.Slice(4, 16);
            var low = values[..16];
            var high = values[16..32];
            for (var j = 0; j < 16; j++)
            {
                low[j] = (qs[j] & 15) * d + m;
                high[j] = (qs[j] >> 4) * d + m;
            }
        }
    }
}
