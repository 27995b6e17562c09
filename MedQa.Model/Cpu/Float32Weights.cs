using System.Numerics;
using System.Runtime.CompilerServices;

namespace MedQa.Model.Cpu;

/// <summary>Weights in float32.</summary>
internal readonly unsafe struct Float32Weights : IWeightFormat
{
    public static int Size => sizeof(float);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(byte* row, int at, out Vector<float> first, out Vector<float> second)
    {
        first = Vector.Load((float*)row + at);
        second = Vector.Load((float*)row + at + Vector<float>.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Value(byte* row, int at) => ((float*)row)[at];
}
