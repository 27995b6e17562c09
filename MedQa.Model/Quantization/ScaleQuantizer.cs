namespace MedQa.Model.Quantization;

/// <summary>Double quantization of blocks' scales: less their mean, in blocks of 256, each divided by its largest absolute value and given a code of the dynamic map.</summary>
internal static class ScaleQuantizer
{
    private const int Block = Nf4Tensor.NestedBlockSize;

    /// <summary>The mean, summed in float64 and rounded once: a GPU's sum in float32 may differ from it in the last bit.</summary>
    public static float Mean(ReadOnlySpan<float> scales)
    {
        double sum = 0;
        foreach (var scale in scales)
        {
            sum += scale;
        }

        return (float)(sum / scales.Length);
    }

    /// <summary>Quantizes scales.</summary>
    /// <param name="scales">Float32 scales of blocks.</param>
    /// <param name="mean">What is subtracted from each.</param>
    /// <param name="codes">Takes a code for each.</param>
    /// <param name="nested">Takes the scale of each block of 256.</param>
    public static void Quantize(ReadOnlySpan<float> scales, float mean, Span<byte> codes, Span<float> nested)
    {
        var map = DynamicMap.BothSigns;
        for (var b = 0; b < nested.Length; b++)
        {
            var start = b * Block;
            var end = Math.Min(start + Block, scales.Length);
            var largest = 0f;
            for (var i = start; i < end; i++)
            {
                largest = Math.Max(largest, Math.Abs(scales[i] - mean));
            }

            nested[b] = largest;
            var inverse = 1f / largest;
            for (var i = start; i < end; i++)
            {
                codes[i] = map.Encode((scales[i] - mean) * inverse);
            }
        }
    }
}
