using System.Numerics;
using System.Runtime.CompilerServices;

namespace MedQa.Model.Cpu;

/// <summary>
/// Products of many rows. Some rows of W are widened and turned into a panel [k, n] that stays in the nearest cache; then each block
/// of x's rows goes over it, every value of x times two vectors of neighbouring outputs (Goto and van de Geijn, 2008).
/// </summary>
internal static unsafe class PanelProducts
{
    /// <summary>Rows of x in a block: with two vectors of outputs twelve sums, as many as fit into sixteen registers with what they are made of.</summary>
    public const int BlockRows = 6;

    /// <summary>So many rows pay for making the panels.</summary>
    public const int LeastRows = 4 * BlockRows;

    /// <summary>The part of x's columns that a panel holds.</summary>
    private const int Depth = 512;

    [ThreadStatic]
    private static float[]? _panel;

    /// <summary>Outputs of a panel.</summary>
    public static int Outputs => 2 * Vector<float>.Count;

    /// <summary>Computes some of a product's columns.</summary>
    /// <param name="product">What to multiply; its rows are a multiple of <see cref="BlockRows"/>.</param>
    /// <param name="first">The first row of W.</param>
    /// <param name="end">Behind the last row of W, a multiple of <see cref="Outputs"/> from the first.</param>
    public static void Compute<T>(in Product product, int first, int end)
        where T : IWeightFormat
    {
        var (matrix, x) = (product.Matrix, product.From);
        fixed (float* panel = _panel ??= new float[Depth * Outputs])
        {
            for (var n = first; n < end; n += Outputs)
            {
                for (var k = 0; k < matrix.Columns; k += Depth)
                {
                    var depth = Math.Min(Depth, matrix.Columns - k);
                    Fill<T>(matrix, n, k, depth, panel);
                    for (var row = 0; row < x.Count; row += BlockRows)
                    {
                        Block(panel, x.Row(row) + k, x.Stride, depth, product.To.Row(row) + n, product.To.Stride, product.Scale, product.Adds || k > 0);
                    }
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Fill<T>(in CpuMatrix matrix, int first, int start, int depth, float* panel)
        where T : IWeightFormat
    {
        var outputs = Outputs;
        for (var n = 0; n < outputs; n++)
        {
            var row = matrix.Row(first + n);
            var to = panel + n;
            for (var k = 0; k < depth; k++, to += outputs)
            {
                *to = T.Value(row, start + k);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block(float* panel, float* x, nint stride, int depth, float* y, nint yStride, float scale, bool adds)
    {
        Vector<float> a0 = default, a1 = default, a2 = default, a3 = default, a4 = default, a5 = default;
        Vector<float> b0 = default, b1 = default, b2 = default, b3 = default, b4 = default, b5 = default;
        var upper = x + (3 * stride);
        for (nint k = 0; k < depth; k++, panel += 2 * Vector<float>.Count)
        {
            var (p, q) = (Vector.Load(panel), Vector.Load(panel + Vector<float>.Count));
            Add(x[k], p, q, ref a0, ref b0);
            Add(x[stride + k], p, q, ref a1, ref b1);
            Add(x[(2 * stride) + k], p, q, ref a2, ref b2);
            Add(upper[k], p, q, ref a3, ref b3);
            Add(upper[stride + k], p, q, ref a4, ref b4);
            Add(upper[(2 * stride) + k], p, q, ref a5, ref b5);
        }

        Store(a0, b0, y, scale, adds);
        Store(a1, b1, y + yStride, scale, adds);
        Store(a2, b2, y + (2 * yStride), scale, adds);
        Store(a3, b3, y + (3 * yStride), scale, adds);
        Store(a4, b4, y + (4 * yStride), scale, adds);
        Store(a5, b5, y + (5 * yStride), scale, adds);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(float x, Vector<float> p, Vector<float> q, ref Vector<float> a, ref Vector<float> b)
    {
        var value = new Vector<float>(x);
        a = Vector.MultiplyAddEstimate(value, p, a);
        b = Vector.MultiplyAddEstimate(value, q, b);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector<float> a, Vector<float> b, float* y, float scale, bool adds)
    {
        (a, b) = (a * scale, b * scale);
        if (adds)
        {
            (a, b) = (a + Vector.Load(y), b + Vector.Load(y + Vector<float>.Count));
        }

        a.Store(y);
        b.Store(y + Vector<float>.Count);
    }
}
