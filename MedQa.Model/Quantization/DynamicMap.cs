namespace MedQa.Model.Quantization;

/// <summary>
/// The 8-bit dynamic map (Dettmers, 2015, arXiv:1511.04561): 256 rising values in [-1, 1] or [0, 1], each decade from 1e-6 up
/// with twice as many as the one below it.
/// </summary>
/// <remarks>Decade e holds the midpoints of 2^e (signed) or 2^(e+1) (unsigned) equal parts of [0.1, 1], times 10^(e-6); and 0 and 1 are in it.</remarks>
public sealed class DynamicMap
{
    private const int Decades = 7;

    private readonly float[] values;

    private DynamicMap(bool signed) => values = Create(signed);

    /// <summary>With values below 0: for the scales of <see cref="Nf4Tensor"/>, less their mean, and for means of gradients.</summary>
    public static DynamicMap BothSigns { get; } = new(signed: true);

    /// <summary>From 0 up: for means of squared gradients.</summary>
    public static DynamicMap Positive { get; } = new(signed: false);

    /// <summary>What each of the 256 codes stands for.</summary>
    public ReadOnlySpan<float> Values => values;

    /// <summary>The code of the value nearest to <paramref name="x"/>, as bitsandbytes' GPU code finds it: between two values the midpoint is taken in float32.</summary>
    /// <param name="x">In [-1, 1]; what is not a number gets 0's code of the search, the lowest.</param>
    public byte Encode(float x)
    {
        var (pivot, above, below) = (127, 255, 0);
        for (var step = 64; step > 0; step >>= 1)
        {
            if (x > values[pivot])
            {
                below = pivot;
                pivot += step;
            }
            else
            {
                above = pivot;
                pivot -= step;
            }
        }

        return (byte)(x > values[pivot]
            ? x > (values[above] + values[pivot]) * 0.5f ? above : pivot
            : x < (values[below] + values[pivot]) * 0.5f ? below : pivot);
    }

    private static float[] Create(bool signed)
    {
        var map = new List<float> { 0, 1 };
        for (var decade = 0; decade < Decades; decade++)
        {
            var parts = 1 << (signed ? decade : decade + 1);
            var scale = Math.Pow(10, decade - (Decades - 1));
            for (var i = 0; i < parts; i++)
            {
                // torch rounds to float32 at each boundary, at their sum, and once more at the product.
                var middle = (Boundary(i, parts) + Boundary(i + 1, parts)) / 2f;
                var value = (float)scale * middle;
                map.Add(value);
                if (signed)
                {
                    map.Add(-value);
                }
            }
        }

        map.Sort();
        return [.. map];
    }

    /// <summary><c>torch.linspace(0.1, 1, parts + 1)</c> at <paramref name="i"/>: counted from the nearer end, product and sum rounded once.</summary>
    private static float Boundary(int i, int parts)
    {
        var step = (1f - 0.1f) / parts;
        return i < (parts + 1) / 2 ? MathF.FusedMultiplyAdd(step, i, 0.1f) : MathF.FusedMultiplyAdd(-step, parts - i, 1f);
    }
}
