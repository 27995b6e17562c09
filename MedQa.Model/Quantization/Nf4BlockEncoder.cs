using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace MedQa.Model.Quantization;

/// <summary>
/// Blocks of 64 values to 4-bit codes on the CPU: a block's scale is its largest absolute value, and value x gets the code of
/// <c>x · (1 / scale)</c>, both roundings in float32. A block of zeros gets codes of 0, as 0 · ∞ lies above no threshold.
/// </summary>
internal static unsafe class Nf4BlockEncoder
{
    private const int Block = Nf4Tensor.BlockSize;
    private const int Lanes = 8;

    /// <summary>2^112: what an fp16 number's bits, shifted into a float32's place, are too small by.</summary>
    private const float HalfRebias = 5.192296858534828e33f;

    /// <summary>Encodes all of a tensor's values.</summary>
    /// <param name="source">Contiguous, on the CPU; float32, float16 or bfloat16.</param>
    /// <param name="packed">Takes the codes, uint8 [⌈count / 2⌉], on the CPU.</param>
    /// <param name="scales">Takes the blocks' largest absolute values.</param>
    /// <returns>The number of the first block with a value that is not finite, or -1.</returns>
    public static long Encode(Tensor source, Tensor packed, float[] scales, CancellationToken cancellationToken)
    {
        var count = source.NumberOfElements;
        var type = source.dtype;
        var size = type == ScalarType.Float32 ? 4 : 2;
        var largest = type == ScalarType.Float16 ? (float)Half.MaxValue : float.MaxValue;
        var (from, to) = (NativeMemory.Address(source), NativeMemory.Address(packed));
        var broken = long.MaxValue;
        BlockWork.Run(scales.Length, Work, cancellationToken);
        return broken == long.MaxValue ? -1 : broken;

        void Work(long first, long end)
        {
            Span<float> values = stackalloc float[Block];
            Span<byte> codes = stackalloc byte[Block / 2];
            for (var b = first; b < end; b++)
            {
                var length = (int)Math.Min(Block, count - (b * Block));
                Load(from + (nint)(b * Block * size), type, values[..length]);
                values[length..].Clear();
                scales[b] = Encode(values, codes);
                if (!(scales[b] <= largest))
                {
                    Lower(ref broken, b);
                }

                codes[..((length + 1) / 2)].CopyTo(new Span<byte>((byte*)to + (b * (Block / 2)), Block / 2));
            }
        }
    }

    /// <summary>Encodes one block.</summary>
    /// <param name="values">64 values.</param>
    /// <param name="packed">Takes 32 bytes: the code of an even value in the high half.</param>
    /// <returns>The block's scale; not a number or infinite where a value is.</returns>
    internal static float Encode(ReadOnlySpan<float> values, Span<byte> packed)
    {
        // As whole numbers, the bits of absolute values are in the values' order, with what is no number last.
        var largest = Vector256<int>.Zero;
        for (var i = 0; i < Block; i += Lanes)
        {
            largest = Vector256.Max(largest, Vector256.Create(values[i..]).AsInt32() & Vector256.Create(int.MaxValue));
        }

        var bits = 0;
        for (var i = 0; i < Lanes; i++)
        {
            bits = Math.Max(bits, largest[i]);
        }

        var scale = BitConverter.Int32BitsToSingle(bits);
        var inverse = Vector256.Create(1f / scale);
        var low = Pack(Codes(values, inverse), Codes(values[8..], inverse), Codes(values[16..], inverse), Codes(values[24..], inverse));
        var high = Pack(Codes(values[32..], inverse), Codes(values[40..], inverse), Codes(values[48..], inverse), Codes(values[56..], inverse));
        Vector256.Narrow(low, high).CopyTo(packed);
        return scale;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Codes(ReadOnlySpan<float> values, Vector256<float> inverse)
    {
        var x = Vector256.Create(values) * inverse;
        var code = Vector256<int>.Zero;
        foreach (var threshold in Nf4Code.Thresholds)
        {
            code -= Vector256.GreaterThan(x, Vector256.Create(threshold)).AsInt32();
        }

        return code;
    }

    /// <summary>32 codes to 16 bytes, each in an element of its own: the first of two codes in the high half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ushort> Pack(Vector256<int> a, Vector256<int> b, Vector256<int> c, Vector256<int> d)
    {
        var pairs = Vector256.Narrow(Vector256.Narrow(a, b), Vector256.Narrow(c, d)).AsUInt16();
        return ((pairs << 4) | (pairs >>> 8)) & Vector256.Create((ushort)0xFF);
    }

    private static void Load(nint from, ScalarType type, Span<float> values)
    {
        if (type == ScalarType.Float32)
        {
            new ReadOnlySpan<float>((void*)from, values.Length).CopyTo(values);
            return;
        }

        var source = new ReadOnlySpan<ushort>((void*)from, values.Length);
        var isHalf = type == ScalarType.Float16;
        var i = 0;
        for (; i <= values.Length - Lanes; i += Lanes)
        {
            var wide = Vector256.WidenLower(Vector128.Create(source[i..]).ToVector256Unsafe());
            (isHalf ? FromHalf(wide) : (wide << 16).AsSingle()).CopyTo(values[i..]);
        }

        for (; i < values.Length; i++)
        {
            var wide = Vector256.Create((uint)source[i]);
            values[i] = (isHalf ? FromHalf(wide) : (wide << 16).AsSingle())[0];
        }
    }

    /// <summary>fp16 to float32, exact for finite numbers; others become finite numbers above fp16's largest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> FromHalf(Vector256<uint> half)
    {
        var magnitude = ((half & Vector256.Create(0x7FFFu)) << 13).AsSingle() * Vector256.Create(HalfRebias);
        return (magnitude.AsUInt32() | ((half & Vector256.Create(0x8000u)) << 16)).AsSingle();
    }

    private static void Lower(ref long lowest, long value)
    {
        for (var seen = Volatile.Read(ref lowest); value < seen;)
        {
            var before = Interlocked.CompareExchange(ref lowest, value, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }
}
