using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace MedQa.Model.Quantization;

/// <summary>
/// Packed codes to values on the CPU. A block's 16 possible values are made once, <c>code · scale</c> in float32 rounded to the
/// type, and looked up.
/// </summary>
internal static unsafe class Nf4BlockDecoder
{
    private const int Block = Nf4Tensor.BlockSize;
    private const int Bytes = Block / 2;

    /// <summary>Decodes all values.</summary>
    /// <param name="packed">Codes, uint8 [⌈count / 2⌉], on the CPU.</param>
    /// <param name="destination">Contiguous, on the CPU; float32, float16 or bfloat16.</param>
    /// <param name="scales">The scale of each block.</param>
    public static void Decode(Tensor packed, Tensor destination, float[] scales)
    {
        var count = destination.NumberOfElements;
        var type = destination.dtype;
        var (from, to) = (NativeMemory.Address(packed), NativeMemory.Address(destination));
        BlockWork.Run(scales.Length, Work, CancellationToken.None);

        void Work(long first, long end)
        {
            if (type == ScalarType.Float32)
            {
                DecodeSingles((byte*)from, (float*)to, count, scales, first, end);
            }
            else
            {
                DecodeShorts((byte*)from, (ushort*)to, count, scales, type == ScalarType.Float16, first, end);
            }
        }
    }

    private static void DecodeSingles(byte* packed, float* to, long count, float[] scales, long first, long end)
    {
        var (low, high) = (Vector256.Create(Nf4Code.Values), Vector256.Create(Nf4Code.Values[8..]));
        Span<byte> bytes = stackalloc byte[Bytes];
        Span<float> values = stackalloc float[Block];
        for (var b = first; b < end; b++)
        {
            var (lowValues, highValues) = (low * scales[b], high * scales[b]);
            var length = count - (b * Block);
            if (length >= Block)
            {
                DecodeSingles(packed + (b * Bytes), to + (b * Block), lowValues, highValues);
                continue;
            }

            Tail(packed + (b * Bytes), length).CopyTo(bytes);
            fixed (byte* part = bytes)
            fixed (float* part64 = values)
            {
                DecodeSingles(part, part64, lowValues, highValues);
            }

            values[..(int)length].CopyTo(new Span<float>(to + (b * Block), (int)length));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void DecodeSingles(byte* packed, float* to, Vector256<float> low, Vector256<float> high)
    {
        for (var half = 0; half < 2; half++)
        {
            var codes = Codes(packed + (half * 16));
            var (first, second) = Vector256.Widen(codes);
            Store(first, to + (half * 32), low, high);
            Store(second, to + (half * 32) + 16, low, high);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<ushort> codes, float* to, Vector256<float> low, Vector256<float> high)
    {
        var (first, second) = Vector256.Widen(codes);
        Select(first.AsInt32(), low, high).Store(to);
        Select(second.AsInt32(), low, high).Store(to + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Select(Vector256<int> codes, Vector256<float> low, Vector256<float> high)
    {
        var index = codes & Vector256.Create(7);
        return Vector256.ConditionalSelect(
            Vector256.GreaterThan(codes, Vector256.Create(7)).AsSingle(), Vector256.ShuffleNative(high, index), Vector256.ShuffleNative(low, index));
    }

    private static void DecodeShorts(byte* packed, ushort* to, long count, float[] scales, bool isHalf, long first, long end)
    {
        Span<byte> planes = stackalloc byte[32];
        Span<byte> bytes = stackalloc byte[Bytes];
        Span<ushort> values = stackalloc ushort[Block];
        for (var b = first; b < end; b++)
        {
            for (var code = 0; code < 16; code++)
            {
                var value = Nf4Code.Values[code] * scales[b];
                var rounded = isHalf ? BitConverter.HalfToUInt16Bits((Half)value) : ToBFloat16(value);
                (planes[code], planes[16 + code]) = ((byte)rounded, (byte)(rounded >> 8));
            }

            var (low, high) = (Vector128.Create<byte>(planes), Vector128.Create<byte>(planes[16..]));
            var length = count - (b * Block);
            if (length >= Block)
            {
                DecodeShorts(packed + (b * Bytes), to + (b * Block), low, high);
                continue;
            }

            Tail(packed + (b * Bytes), length).CopyTo(bytes);
            fixed (byte* part = bytes)
            fixed (ushort* part64 = values)
            {
                DecodeShorts(part, part64, low, high);
            }

            values[..(int)length].CopyTo(new Span<ushort>(to + (b * Block), (int)length));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void DecodeShorts(byte* packed, ushort* to, Vector128<byte> low, Vector128<byte> high)
    {
        for (var half = 0; half < 2; half++)
        {
            var codes = Codes(packed + (half * 16));
            Store(codes.GetLower(), to + (half * 32), low, high);
            Store(codes.GetUpper(), to + (half * 32) + 16, low, high);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<byte> codes, ushort* to, Vector128<byte> low, Vector128<byte> high)
    {
        var lowBytes = Vector256.WidenLower(Vector128.ShuffleNative(low, codes).ToVector256Unsafe());
        var highBytes = Vector256.WidenLower(Vector128.ShuffleNative(high, codes).ToVector256Unsafe());
        (lowBytes | (highBytes << 8)).Store(to);
    }

    /// <summary>16 bytes to 32 codes in the values' order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Codes(byte* packed)
    {
        var pairs = Vector256.WidenLower(Vector128.Load(packed).ToVector256Unsafe());
        return ((pairs >>> 4) | ((pairs & Vector256.Create((ushort)0xF)) << 8)).AsByte();
    }

    private static ReadOnlySpan<byte> Tail(byte* packed, long values) => new(packed, (int)((values + 1) / 2));

    /// <summary>Rounds to the nearest bfloat16, ties to even. The value is a finite product, never a NaN.</summary>
    private static ushort ToBFloat16(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
}
