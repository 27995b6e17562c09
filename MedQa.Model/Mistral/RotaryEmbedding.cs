using static TorchSharp.torch;

namespace MedQa.Model.Mistral;

/// <summary>
/// Rotary position embedding (Su et al., 2021, arXiv:2104.09864). Halves are split as in Hugging Face's layout: element i pairs
/// with element i + D/2, not with its neighbour as in Mistral's own files and llama2.c. Angles are float32 always: a table
/// rounded to bf16 moves logits by several hundredths.
/// </summary>
internal sealed class RotaryEmbedding : IDisposable
{
    private readonly Tensor inverseFrequency;
    private Tensor cos;
    private Tensor sin;

    public RotaryEmbedding(RopeParameters rope, int headDim, Device device)
    {
        inverseFrequency = InverseFrequency(rope, headDim).to(device).DetachFromDisposeScope();
        (cos, sin) = Table(512);
    }

    /// <summary>cos and sin of each position's angles.</summary>
    /// <param name="positions">[B,T] int64.</param>
    /// <param name="length">Above every position.</param>
    /// <returns>Two of [B,1,T,D/2], float32.</returns>
    public (Tensor Cos, Tensor Sin) At(Tensor positions, long length)
    {
        Grow(length);
        var flat = positions.reshape(-1);
        return (Pick(cos), Pick(sin));

        Tensor Pick(Tensor table) => table.index_select(0, flat).view(positions.size(0), 1, positions.size(1), -1);
    }

    /// <summary>cos and sin of the positions from <paramref name="start"/> on.</summary>
    /// <returns>Two of [T,D/2], float32; views of the table.</returns>
    public (Tensor Cos, Tensor Sin) Range(long start, long count)
    {
        Grow(start + count);
        return (cos.narrow(0, start, count), sin.narrow(0, start, count));
    }

    /// <summary>Turns queries or keys by their positions' angles.</summary>
    /// <param name="x">[B,H,T,D].</param>
    /// <returns>[B,H,T,D] in the type of <paramref name="x"/>.</returns>
    public static Tensor Rotate(Tensor x, Tensor cos, Tensor sin)
    {
        using var scope = NewDisposeScope();
        var half = x.size(-1) / 2;
        var a = x.narrow(-1, 0, half);
        var b = x.narrow(-1, half, half);
        return cat([(a * cos) - (b * sin), (b * cos) + (a * sin)], -1).to(x.dtype).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        inverseFrequency.Dispose();
        cos.Dispose();
        sin.Dispose();
    }

    private void Grow(long length)
    {
        if (length > cos.size(0))
        {
            var (oldCos, oldSin) = (cos, sin);
            (cos, sin) = Table(Math.Max(length, 2 * cos.size(0)));
            oldCos.Dispose();
            oldSin.Dispose();
        }
    }

    private (Tensor Cos, Tensor Sin) Table(long length)
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        var angles = arange(length, dtype: ScalarType.Float32, device: inverseFrequency.device).unsqueeze(1) * inverseFrequency;
        return (angles.cos().DetachFromDisposeScope(), angles.sin().DetachFromDisposeScope());
    }

    private static Tensor InverseFrequency(RopeParameters rope, int headDim)
    {
        var frequencies = new float[headDim / 2];
        for (var i = 0; i < frequencies.Length; i++)
        {
            var frequency = Math.Pow(rope.Theta, -2.0 * i / headDim);
            frequencies[i] = (float)(rope.Llama3 is { } scaling ? Scale(frequency, scaling) : frequency);
        }

        return tensor(frequencies);
    }

    /// <summary>Llama 3.1's three bands of wavelengths: long ones stretched, short ones kept, a linear blend between.</summary>
    private static double Scale(double frequency, Llama3Scaling scaling)
    {
        var wavelength = 2 * Math.PI / frequency;
        var original = (double)scaling.OriginalMaxPositionEmbeddings;
        if (wavelength > original / scaling.LowFreqFactor)
        {
            return frequency / scaling.Factor;
        }

        if (wavelength < original / scaling.HighFreqFactor)
        {
            return frequency;
        }

        var smooth = ((original / wavelength) - scaling.LowFreqFactor) / (scaling.HighFreqFactor - scaling.LowFreqFactor);
        return ((1 - smooth) * frequency / scaling.Factor) + (smooth * frequency);
    }
}
