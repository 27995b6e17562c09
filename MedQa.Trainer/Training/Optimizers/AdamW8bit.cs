using static TorchSharp.torch;

namespace MedQa.Trainer.Training.Optimizers;

/// <summary>
/// AdamW whose states are 8-bit codes in blocks of 256 with a float32 scale each (Dettmers et al., 2022, arXiv:2110.02861):
/// the mean in the signed dynamic map, the mean square in the unsigned one. The arithmetic is <see cref="IBlockwiseAdamW"/>'s,
/// for the states of small tensors too, which stay float32 (<see cref="StateRun.LeastBlockwise"/>).
/// </summary>
/// <remarks>
/// With paging, the 8-bit states move to pinned host memory where the device's grows short, and a step brings them back a piece
/// at a time; the weights are the same bits.
/// </remarks>
internal sealed class AdamW8bit : Optimizer
{
    private readonly AdamWOptions options;
    private readonly StatePaging? paging;
    private readonly IReadOnlyList<StateRun> runs;
    private readonly IBlockwiseAdamW blockwise;
    private readonly BlockwiseState state;
    private readonly Tensor mean;
    private readonly Tensor square;

    /// <param name="vector">What is trained; the optimizer's from here on.</param>
    /// <param name="scaler">Chooses the loss scale, where products are fp16.</param>
    /// <param name="paging">When the states leave the device; null: never.</param>
    public AdamW8bit(TrainedVector vector, AdamWOptions options, LossScaler? scaler = null, StatePaging? paging = null)
        : base(vector, scaler)
    {
        this.options = options;
        this.paging = paging;
        runs = StateRun.Of(Tensors);
        var large = runs.Where(r => r.IsBlockwise).ToList();
        var count = large.Sum(r => r.Count);
        var blocks = large.Sum(r => BlockwiseSlice.Blocks(r.Count));
        state = new BlockwiseState(count, blocks, Weights.device, onHost: paging?.IsShort(BlockwiseState.Bytes(count, blocks)) ?? false);
        mean = zeros(Count - count, float32, Weights.device).DetachFromDisposeScope();
        square = zeros(Count - count, float32, Weights.device).DetachFromDisposeScope();
        blockwise = BlockwiseAdamW.For(Weights.device);
    }

    /// <summary>Whether the states have left the device.</summary>
    public bool IsPagedOut => state.OnHost;

    /// <summary>The weights; codes and scales of the large tensors' states; the small tensors' states in float32.</summary>
    public override IReadOnlyDictionary<string, Tensor> State => new Dictionary<string, Tensor>
    {
        ["weights"] = Weights,
        ["exp_avg_codes"] = state.MeanCodes,
        ["exp_avg_scales"] = state.MeanScales,
        ["exp_avg_sq_codes"] = state.SquareCodes,
        ["exp_avg_sq_scales"] = state.SquareScales,
        ["exp_avg_small"] = mean,
        ["exp_avg_sq_small"] = square,
    };

    protected override void Update(double rate, int update)
    {
        if (!state.OnHost && paging?.IsShort(0) == true)
        {
            state.MoveToHost();
        }

        foreach (var run in runs)
        {
            using var scope = NewDisposeScope();
            var step = BlockwiseStep.Of(options, rate, update, run.Decays);
            if (!run.IsBlockwise)
            {
                UpdateSmall(run, step);
            }
            else if (state.OnHost)
            {
                UpdateInPieces(state.Slice(run, Weights, Gradient), paging!.PieceValues, step);
            }
            else
            {
                blockwise.Update(state.Slice(run, Weights, Gradient), step);
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        blockwise.Dispose();
        state.Dispose();
        mean.Dispose();
        square.Dispose();
        base.Dispose(disposing);
    }

    private void UpdateSmall(StateRun run, in BlockwiseStep step)
    {
        var gradient = Gradient.narrow(0, run.Start, run.Count);
        var m = mean.narrow(0, run.StateStart, run.Count).mul_(step.Beta1).add_(gradient * step.Beta1Rest);
        var v = square.narrow(0, run.StateStart, run.Count).mul_(step.Beta2).add_((gradient * step.Beta2Rest).mul_(gradient));
        var denominator = v.sqrt().add_(step.Epsilon);
        Weights.narrow(0, run.Start, run.Count).add_((m / denominator).mul_(step.Size)).mul_(step.Kept);
    }

    /// <summary>Brings the states to the weights' device and back, a piece at a time.</summary>
    private void UpdateInPieces(BlockwiseSlice slice, long pieceValues, in BlockwiseStep step)
    {
        for (long start = 0; start < slice.Count; start += pieceValues)
        {
            using var scope = NewDisposeScope();
            var host = slice.Narrow(start, Math.Min(pieceValues, slice.Count - start));
            var piece = host with
            {
                MeanCodes = Brought(host.MeanCodes),
                MeanScales = Brought(host.MeanScales),
                SquareCodes = Brought(host.SquareCodes),
                SquareScales = Brought(host.SquareScales),
            };
            blockwise.Update(piece, step);
            host.MeanCodes.copy_(piece.MeanCodes);
            host.MeanScales.copy_(piece.MeanScales);
            host.SquareCodes.copy_(piece.SquareCodes);
            host.SquareScales.copy_(piece.SquareScales);
        }

        Tensor Brought(Tensor state) => empty_like(state, device: Weights.device).copy_(state, nonBlocking: true);
    }
}
