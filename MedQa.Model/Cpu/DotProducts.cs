using System.Numerics;
using System.Runtime.CompilerServices;

namespace MedQa.Model.Cpu;

/// <summary>
/// The products that a linear layer is made of: y[r, n] = s · Σₖ x[r, k] W[n, k], or that added to what y holds. Sums are float32, in an
/// order that does not depend on how they are shared among threads. Few rows are multiplied with W as it lies in memory, which is
/// read once; many by <see cref="PanelProducts"/>.
/// </summary>
internal static unsafe class DotProducts
{
    private const int TileRows = 4;
    private const int TileOutputs = 2;

    /// <summary>Computes some of a product's columns.</summary>
    /// <param name="product">What to multiply.</param>
    /// <param name="first">The first row of W.</param>
    /// <param name="end">Behind the last row of W.</param>
    /// <param name="vectors">Whether to use vector instructions.</param>
    public static void Compute(in Product product, int first, int end, bool vectors)
    {
        if (product.Matrix.IsBFloat16)
        {
            Compute<BFloat16Weights>(product, first, end, vectors);
        }
        else
        {
            Compute<Float32Weights>(product, first, end, vectors);
        }
    }

    private static void Compute<T>(in Product product, int first, int end, bool vectors)
        where T : IWeightFormat
    {
        var rows = product.From.Count;
        if (!vectors || rows < PanelProducts.LeastRows)
        {
            Few<T>(product, first, end, vectors);
            return;
        }

        var (blocks, panels) = (rows - (rows % PanelProducts.BlockRows), end - ((end - first) % PanelProducts.Outputs));
        PanelProducts.Compute<T>(product.Rows(0, blocks), first, panels);
        Few<T>(product.Rows(0, blocks), panels, end, vectors);
        Few<T>(product.Rows(blocks, rows - blocks), first, end, vectors);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Few<T>(in Product product, int first, int end, bool vectors)
        where T : IWeightFormat
    {
        var matrix = product.Matrix;
        var (columns, x, rows) = (matrix.Columns, product.From, product.From.Count);
        var whole = vectors ? columns - (columns % (2 * Vector<float>.Count)) : 0;
        var sums = stackalloc float[TileRows * TileOutputs];
        var row = 0;
        for (; row + TileRows <= rows; row += TileRows)
        {
            var n = first;
            for (; n + TileOutputs <= end; n += TileOutputs)
            {
                Tile<T>(matrix.Row(n), matrix.Row(n + 1), x.Row(row), x.Row(row + 1), x.Row(row + 2), x.Row(row + 3), columns, whole, sums);
                for (var i = 0; i < TileRows; i++)
                {
                    product.Store(row + i, n, sums[i]);
                    product.Store(row + i, n + 1, sums[TileRows + i]);
                }
            }

            for (var i = 0; n < end && i < TileRows; i++)
            {
                product.Store(row + i, n, Dot<T>(matrix.Row(n), x.Row(row + i), columns, whole));
            }
        }

        if (row < rows)
        {
            for (var n = first; n < end; n++)
            {
                for (var i = row; i < rows; i++)
                {
                    product.Store(i, n, Dot<T>(matrix.Row(n), x.Row(i), columns, whole));
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Dot<T>(byte* w, float* x, int columns, int whole)
        where T : IWeightFormat
    {
        var step = Vector<float>.Count;
        var (a, b, c, d) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
        var k = 0;
        for (; k + (4 * step) <= whole; k += 4 * step)
        {
            T.Load(w, k, out var w0, out var w1);
            T.Load(w, k + (2 * step), out var w2, out var w3);
            a = Vector.MultiplyAddEstimate(w0, Vector.Load(x + k), a);
            b = Vector.MultiplyAddEstimate(w1, Vector.Load(x + k + step), b);
            c = Vector.MultiplyAddEstimate(w2, Vector.Load(x + k + (2 * step)), c);
            d = Vector.MultiplyAddEstimate(w3, Vector.Load(x + k + (3 * step)), d);
        }

        if (k < whole)
        {
            T.Load(w, k, out var w0, out var w1);
            a = Vector.MultiplyAddEstimate(w0, Vector.Load(x + k), a);
            b = Vector.MultiplyAddEstimate(w1, Vector.Load(x + k + step), b);
        }

        var sum = Vector.Sum(a + b + (c + d));
        for (k = whole; k < columns; k++)
        {
            sum += T.Value(w, k) * x[k];
        }

        return sum;
    }

    /// <summary>Two rows of W times four of x: every weight and value that is loaded serves several products.</summary>
    /// <param name="sums">The four products with <paramref name="w"/>, then those with <paramref name="v"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile<T>(byte* w, byte* v, float* x0, float* x1, float* x2, float* x3, int columns, int whole, float* sums)
        where T : IWeightFormat
    {
        var step = Vector<float>.Count;
        Vector<float> a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
        for (var k = 0; k < whole; k += 2 * step)
        {
            T.Load(w, k, out var w0, out var w1);
            T.Load(v, k, out var v0, out var v1);
            Add(Vector.Load(x0 + k), w0, v0, ref a0, ref b0);
            Add(Vector.Load(x1 + k), w0, v0, ref a1, ref b1);
            Add(Vector.Load(x2 + k), w0, v0, ref a2, ref b2);
            Add(Vector.Load(x3 + k), w0, v0, ref a3, ref b3);
            Add(Vector.Load(x0 + k + step), w1, v1, ref a0, ref b0);
            Add(Vector.Load(x1 + k + step), w1, v1, ref a1, ref b1);
            Add(Vector.Load(x2 + k + step), w1, v1, ref a2, ref b2);
            Add(Vector.Load(x3 + k + step), w1, v1, ref a3, ref b3);
        }

        (sums[0], sums[1], sums[2], sums[3]) = (Vector.Sum(a0), Vector.Sum(a1), Vector.Sum(a2), Vector.Sum(a3));
        (sums[4], sums[5], sums[6], sums[7]) = (Vector.Sum(b0), Vector.Sum(b1), Vector.Sum(b2), Vector.Sum(b3));
        for (var k = whole; k < columns; k++)
        {
            var (p, q) = (T.Value(w, k), T.Value(v, k));
            sums[0] += p * x0[k];
            sums[1] += p * x1[k];
            sums[2] += p * x2[k];
            sums[3] += p * x3[k];
            sums[4] += q * x0[k];
            sums[5] += q * x1[k];
            sums[6] += q * x2[k];
            sums[7] += q * x3[k];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(Vector<float> x, Vector<float> w, Vector<float> v, ref Vector<float> a, ref Vector<float> b)
    {
        a = Vector.MultiplyAddEstimate(x, w, a);
        b = Vector.MultiplyAddEstimate(x, v, b);
    }
}
