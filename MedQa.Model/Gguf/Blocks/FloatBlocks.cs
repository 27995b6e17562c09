using System.Runtime.InteropServices;

namespace MedQa.Model.Gguf.Blocks;

/// <summary>Values that are not packed: F32, F16 (IEEE half) and BF16 (the upper half of a float32), one after another.</summary>
internal static class FloatBlocks
{
    public static void DecodeF32(ReadOnlySpan<byte> blocks, Span<float> values) =>
        blocks[..(values.Length * 4)].CopyTo(MemoryMarshal.AsBytes(values));

    public static void DecodeF16(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        var halves = MemoryMarshal.Cast<byte, Half>(blocks);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)halves[i];
        }
    }

    public static void DecodeBF16(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        var upper = MemoryMarshal.Cast<byte, ushort>(blocks);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = BitConverter.UInt32BitsToSingle((uint)upper[i] << 16);
        }
    }
}
