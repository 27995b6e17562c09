using MedQa.Model.Quantization;

namespace MedQa.Trainer.Training.Optimizers;

/// <summary>
/// What an 8-bit state's codes stand for, with the search for a value's code as one table: the code is the number of
/// <see cref="Thresholds"/> below the value. It gives what bitsandbytes' optimizer kernels give.
/// </summary>
internal sealed class StateMap
{
    private readonly DynamicMap map;
    private readonly float[] thresholds;

    private StateMap(DynamicMap map)
    {
        this.map = map;
        thresholds = new float[map.Values.Length - 1];
        for (var lower = 0; lower < thresholds.Length; lower++)
        {
            thresholds[lower] = Threshold(lower);
        }
    }

    /// <summary>Of the means of gradients: -0.993 to 1, code 127 is 0.</summary>
    public static StateMap Mean { get; } = new(DynamicMap.BothSigns);

    /// <summary>Of the means of squared gradients: 0 to 1, code 0 is 0.</summary>
    public static StateMap Square { get; } = new(DynamicMap.Positive);

    /// <summary>256 values, rising.</summary>
    public ReadOnlySpan<float> Values => map.Values;

    /// <summary>255 numbers, rising.</summary>
    public ReadOnlySpan<float> Thresholds => thresholds;

    /// <summary>The codes of values.</summary>
    /// <param name="values">From -1 to 1, numbers.</param>
    /// <param name="codes">As many.</param>
    public void Encode(ReadOnlySpan<float> values, Span<byte> codes)
    {
        // Bit by bit, all values' searches side by side and without branches: a single search is one long chain of waiting.
        codes.Clear();
        for (var bit = 7; bit >= 0; bit--)
        {
            for (var i = 0; i < values.Length; i++)
            {
                codes[i] += (byte)(Convert.ToInt32(thresholds[codes[i] + (1 << bit) - 1] < values[i]) << bit);
            }
        }
    }

    /// <summary>
    /// The largest number that still gets the code <paramref name="lower"/>: the midpoint to the next value,
    /// <c>(a + b) · 0.5</c> in float32, where a value right on it takes the even code. A negative mean never becomes 0.
    /// </summary>
    private float Threshold(int lower)
    {
        var (below, above) = (map.Values[lower], map.Values[lower + 1]);
        var middle = (below + above) * 0.5f;
        return above == 0 ? -float.Epsilon : lower % 2 == 0 ? middle : MathF.BitDecrement(middle);
    }
}
