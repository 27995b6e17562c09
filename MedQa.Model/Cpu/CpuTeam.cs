using TorchSharp;

namespace MedQa.Model.Cpu;

/// <summary>How a pass is computed: on as many threads as torch computes with, with or without vector instructions.</summary>
/// <param name="vectors">Whether to use vector instructions; without them results differ by rounding alone.</param>
internal sealed class CpuTeam(bool vectors)
{
    /// <summary>Bytes of weights in a portion of work: some microseconds' worth.</summary>
    private const int PortionBytes = 64 << 10;

    /// <summary>A portion has a multiple of so many rows of a matrix: whole panels.</summary>
    private const int RowsTogether = 16;

    private readonly int _threads = torch.get_num_threads();

    /// <summary>Whether vector instructions are used.</summary>
    public bool Vectors => vectors;

    /// <summary>Runs portions of work side by side.</summary>
    public void Run(int portions, Action<int> work) => WorkerTeam.Shared.Run(portions, _threads, work);

    /// <summary>Computes products that don't depend on one another.</summary>
    public void Multiply(params ReadOnlySpan<Product> products)
    {
        var all = products.ToArray();
        var starts = new int[all.Length + 1];
        for (var i = 0; i < all.Length; i++)
        {
            starts[i + 1] = starts[i] + Portions(all[i].Matrix);
        }

        Run(starts[^1], portion =>
        {
            var i = 0;
            while (starts[i + 1] <= portion)
            {
                i++;
            }

            var size = PortionRows(all[i].Matrix);
            var first = (portion - starts[i]) * size;
            DotProducts.Compute(all[i], first, Math.Min(first + size, all[i].Matrix.Rows), vectors);
        });
    }

    private static int PortionRows(CpuMatrix matrix) => Math.Max(1, PortionBytes / RowsTogether / matrix.RowBytes) * RowsTogether;

    private static int Portions(CpuMatrix matrix) => (matrix.Rows + PortionRows(matrix) - 1) / PortionRows(matrix);
}
