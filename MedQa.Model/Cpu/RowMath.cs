using System.Numerics;
using System.Runtime.CompilerServices;

namespace MedQa.Model.Cpu;

/// <summary>What a decoder does to single rows of float32 values besides multiplying them with weights.</summary>
internal static unsafe class RowMath
{
    /// <summary>RMSNorm (Zhang and Sennrich, 2019, arXiv:1910.07467): y = w · x / sqrt(mean(x²) + eps).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Normalize(float* x, float* weight, float* y, int count, float eps, bool vectors)
    {
        var (step, whole) = Steps(count, vectors);
        var squares = Vector<float>.Zero;
        for (var i = 0; i < whole; i += step)
        {
            var value = Vector.Load(x + i);
            squares = Vector.MultiplyAddEstimate(value, value, squares);
        }

        var sum = Vector.Sum(squares);
        for (var i = whole; i < count; i++)
        {
            sum += x[i] * x[i];
        }

        var scale = 1 / MathF.Sqrt((sum / count) + eps);
        for (var i = 0; i < whole; i += step)
        {
            (Vector.Load(x + i) * scale * Vector.Load(weight + i)).Store(y + i);
        }

        for (var i = whole; i < count; i++)
        {
            y[i] = x[i] * scale * weight[i];
        }
    }

    /// <summary>The gate of SwiGLU (Shazeer, 2020, arXiv:2002.05202): g = silu(g) · u, where silu(g) = g / (1 + exp(-g)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gate(float* gate, float* up, int count, bool vectors)
    {
        var (step, whole) = Steps(count, vectors);
        for (var i = 0; i < whole; i += step)
        {
            var value = Vector.Load(gate + i);
            (value / (Vector<float>.One + Vector.Exp(-value)) * Vector.Load(up + i)).Store(gate + i);
        }

        for (var i = whole; i < count; i++)
        {
            gate[i] = gate[i] / (1 + MathF.Exp(-gate[i])) * up[i];
        }
    }

    /// <summary>Rotary embedding of one head (Su et al., 2021, arXiv:2104.09864), halves split: element i pairs with i + D/2.</summary>
    /// <param name="x">[D].</param>
    /// <param name="cos">[D/2], of the token's position.</param>
    /// <param name="sin">[D/2].</param>
    /// <param name="y">[D]; may be <paramref name="x"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rotate(float* x, float* cos, float* sin, float* y, int half, bool vectors)
    {
        var (step, whole) = Steps(half, vectors);
        for (var i = 0; i < whole; i += step)
        {
            var (a, b, c, s) = (Vector.Load(x + i), Vector.Load(x + half + i), Vector.Load(cos + i), Vector.Load(sin + i));
            ((a * c) - (b * s)).Store(y + i);
            ((b * c) + (a * s)).Store(y + half + i);
        }

        for (var i = whole; i < half; i++)
        {
            var (a, b) = (x[i], x[half + i]);
            (y[i], y[half + i]) = ((a * cos[i]) - (b * sin[i]), (b * cos[i]) + (a * sin[i]));
        }
    }

    /// <summary>x = exp(scale · (x - max x)); an x of -∞ gives 0, and one at least must be finite.</summary>
    /// <returns>The sum of what x is then.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Exponentials(float* x, int count, float scale, bool vectors)
    {
        var (step, whole) = Steps(count, vectors);
        var max = float.NegativeInfinity;
        for (var i = 0; i < count; i++)
        {
            max = MathF.Max(max, x[i]);
        }

        var sums = Vector<float>.Zero;
        for (var i = 0; i < whole; i += step)
        {
            var value = Vector.Exp((Vector.Load(x + i) - new Vector<float>(max)) * scale);
            value.Store(x + i);
            sums += value;
        }

        var sum = Vector.Sum(sums);
        for (var i = whole; i < count; i++)
        {
            x[i] = MathF.Exp((x[i] - max) * scale);
            sum += x[i];
        }

        return sum;
    }

    /// <summary>y = scale · Σⱼ p[j] · v[j].</summary>
    /// <param name="p">The factors.</param>
    /// <param name="values">As many rows.</param>
    /// <param name="y">One row.</param>
    /// <param name="width">Values of a row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Combine(float* p, CpuRows values, float* y, int width, float scale, bool vectors)
    {
        var step = Vector<float>.Count;
        var i = 0;
        for (; vectors && i + (4 * step) <= width; i += 4 * step)
        {
            Vector<float> a = default, b = default, c = default, d = default;
            for (var j = 0; j < values.Count; j++)
            {
                var factor = new Vector<float>(p[j]);
                var v = values.Row(j) + i;
                a = Vector.MultiplyAddEstimate(factor, Vector.Load(v), a);
                b = Vector.MultiplyAddEstimate(factor, Vector.Load(v + step), b);
                c = Vector.MultiplyAddEstimate(factor, Vector.Load(v + (2 * step)), c);
                d = Vector.MultiplyAddEstimate(factor, Vector.Load(v + (3 * step)), d);
            }

            (a * scale).Store(y + i);
            (b * scale).Store(y + i + step);
            (c * scale).Store(y + i + (2 * step));
            (d * scale).Store(y + i + (3 * step));
        }

        for (; i < width; i++)
        {
            var sum = 0f;
            for (var j = 0; j < values.Count; j++)
            {
                sum += p[j] * values.Row(j)[i];
            }

            y[i] = sum * scale;
        }
    }

    private static (int Step, int Whole) Steps(int count, bool vectors) =>
        (Vector<float>.Count, vectors ? count - (count % Vector<float>.Count) : 0);
}
