using System.Numerics;

namespace MedQa.Model.Cpu;

/// <summary>How a matrix's weights lie in memory, and how they become float32.</summary>
internal unsafe interface IWeightFormat
{
    /// <summary>Bytes of a weight.</summary>
    static abstract int Size { get; }

    /// <summary>Two vectors of neighbouring weights.</summary>
    /// <param name="row">Where the row begins.</param>
    /// <param name="at">The first weight's place in the row; so many more follow that two vectors are full.</param>
    static abstract void Load(byte* row, int at, out Vector<float> first, out Vector<float> second);

    /// <summary>One weight.</summary>
    static abstract float Value(byte* row, int at);
}
