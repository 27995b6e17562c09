using System.Runtime.InteropServices;
using static System.Buffers.Binary.BinaryPrimitives;

namespace MedQa.Model.Gguf.Blocks;

/// <summary>Eight bits a value in blocks of 32.</summary>
/// <remarks>
/// <code>
/// Q8_0   d f16 | qs i8[32]     value = q d
/// </code>
/// </remarks>
internal static class Q8Blocks
{
    public static void Decode0(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        for (; values.Length > 0; blocks = blocks[34..], values = values[32..])
        {
            var d = (float)ReadHalfLittleEndian(blocks);
            var qs = MemoryMarshal.Cast<byte, sbyte>(blocks.Slice(2, 32));
            var block = values[..32];
            for (var j = 0; j < block.Length; j++)
            {
                block[j] = qs[j] * d;
            }
        }
    }
}
