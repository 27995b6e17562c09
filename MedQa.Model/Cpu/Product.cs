using System.Runtime.CompilerServices;

namespace MedQa.Model.Cpu;

/// <summary>A product to compute: y = s · x Wᵀ, or y + s · x Wᵀ.</summary>
/// <param name="matrix">W, [out, in].</param>
/// <param name="from">x, rows of at least as many values as W has columns.</param>
/// <param name="to">y, as many rows.</param>
/// <param name="scale">s.</param>
/// <param name="adds">Whether it is added to what y holds.</param>
internal readonly unsafe struct Product(CpuMatrix matrix, CpuRows from, CpuRows to, float scale, bool adds)
{
    public CpuMatrix Matrix => matrix;

    public CpuRows From => from;

    public CpuRows To => to;

    public float Scale => scale;

    public bool Adds => adds;

    /// <summary>The product of some of the rows.</summary>
    public Product Rows(int start, int count) => new(matrix, from.Slice(start, count), to.Slice(start, count), scale, adds);

    /// <summary>Takes one sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(int row, int output, float sum)
    {
        var place = to.Row(row) + output;
        *place = adds ? *place + (scale * sum) : scale * sum;
    }
}
