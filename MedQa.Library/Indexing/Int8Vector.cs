using System.Numerics.Tensors;
using System.Runtime.Intrinsics;

namespace MedQa.Library.Indexing;

/// <summary>
/// A vector in 8 bits a number: v ≈ s q with s = max|v| / 127 and q rounded to whole numbers. What is lost is bounded by
/// ‖v − s q‖, which is kept beside it.
/// </summary>
internal static class Int8Vector
{
    private const int Largest = 127;
    private const int MostOnStack = 1_024;

    /// <summary>Quantizes a vector.</summary>
    /// <param name="vector">The vector.</param>
    /// <param name="codes">Gets q.</param>
    /// <returns>s and ‖v − s q‖.</returns>
    public static (float Scale, float Error) Quantize(ReadOnlySpan<float> vector, Span<sbyte> codes)
    {
        var scale = Math.Abs(TensorPrimitives.MaxMagnitude(vector)) / Largest;
        if (scale == 0)
        {
            codes.Clear();
            return (0, TensorPrimitives.Norm(vector));
        }

        var steps = vector.Length <= MostOnStack ? stackalloc float[vector.Length] : new float[vector.Length];
        TensorPrimitives.Divide(vector, scale, steps);
        TensorPrimitives.Round(steps, steps);
        TensorPrimitives.ConvertSaturating<float, sbyte>(steps, codes);
        TensorPrimitives.Multiply(steps, scale, steps);
        return (scale, TensorPrimitives.Distance<float>(vector, steps));
    }

    /// <summary>The sum of products, exact.</summary>
    /// <param name="a">One vector's codes.</param>
    /// <param name="b">The other's, as many.</param>
    public static int Dot(ReadOnlySpan<sbyte> a, ReadOnlySpan<sbyte> b)
    {
        var sum = 0;
        var i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            // A product is at most 127², so two of them fit into 16 bits, and their sums are widened at once.
            var sums = Vector256<int>.Zero;
            for (; i <= a.Length - Vector256<sbyte>.Count; i += Vector256<sbyte>.Count)
            {
                var (aLow, aHigh) = Vector256.Widen(Vector256.Create(a[i..]));
                var (bLow, bHigh) = Vector256.Widen(Vector256.Create(b[i..]));
                var (low, high) = Vector256.Widen((aLow * bLow) + (aHigh * bHigh));
                sums += low + high;
            }

            sum = Vector256.Sum(sums);
        }

        for (; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
