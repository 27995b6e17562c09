using System.Numerics;
using System.Runtime.CompilerServices;

namespace MedQa.Model.Cpu;

/// <summary>Weights in bfloat16, the upper half of a float32: shifting a weight up by 16 bits gives its exact value.</summary>
internal readonly unsafe struct BFloat16Weights : IWeightFormat
{
    public static int Size => sizeof(ushort);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(byte* row, int at, out Vector<float> first, out Vector<float> second)
    {
        Vector.Widen(Vector.Load((ushort*)row + at), out var low, out var high);
        (first, second) = (Vector.AsVectorSingle(low << 16), Vector.AsVectorSingle(high << 16));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Value(byte* row, int at) => BitConverter.UInt32BitsToSingle((uint)((ushort*)row)[at] << 16);
}
