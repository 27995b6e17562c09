using TorchSharp;

namespace MedQa.Model.Quantization;

/// <summary>Work on many independent blocks of a tensor, spread over as many threads as torch computes with.</summary>
internal static class BlockWork
{
    /// <summary>Blocks of 64 values that one call takes: large enough that handing it out costs nothing, small enough to be cancelled between two.</summary>
    private const long Portion = 4096;

    /// <summary>Works on the blocks from the first to the one before the end.</summary>
    public delegate void Range(long first, long end);

    /// <summary>Runs <paramref name="work"/> over <paramref name="count"/> blocks, each block once.</summary>
    public static void Run(long count, Range work, CancellationToken cancellationToken)
    {
        var portions = (count + Portion - 1) / Portion;
        if (portions <= 1)
        {
            cancellationToken.ThrowIfCancellationRequested();
            work(0, count);
            return;
        }

        var options = new ParallelOptions { MaxDegreeOfParallelism = torch.get_num_threads(), CancellationToken = cancellationToken };
        Parallel.For(0, portions, options, p => work(p * Portion, Math.Min(count, (p + 1) * Portion)));
    }
}
