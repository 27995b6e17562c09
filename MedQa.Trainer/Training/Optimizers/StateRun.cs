namespace MedQa.Trainer.Training.Optimizers;

/// <summary>Neighbouring tensors of the trained vector whose states are kept alike and whose blocks join without a gap.</summary>
/// <param name="Start">Where it begins in the trained vector.</param>
/// <param name="Count">Its values.</param>
/// <param name="Decays">Whether weight decay applies.</param>
/// <param name="IsBlockwise">Whether its states are 8-bit codes; else float32.</param>
/// <param name="StateStart">Where it begins among the states of its sort.</param>
/// <param name="BlockStart">Its first block; of use where it is blockwise.</param>
internal sealed record StateRun(long Start, long Count, bool Decays, bool IsBlockwise, long StateStart, long BlockStart)
{
    /// <summary>Tensors with fewer values keep float32 states, as bitsandbytes has it: they are few, and norms among them.</summary>
    public const int LeastBlockwise = 4096;

    /// <summary>Divides the trained vector. Blocks never cross from one tensor to the next: a tensor's last may be shorter.</summary>
    public static IReadOnlyList<StateRun> Of(IEnumerable<TrainedTensor> tensors)
    {
        var runs = new List<StateRun>();
        foreach (var tensor in tensors)
        {
            var count = tensor.Value.numel();
            var blockwise = count >= LeastBlockwise;
            if (runs.Count > 0 && runs[^1] is var last && last.Decays == tensor.Decays && last.IsBlockwise == blockwise
                && (!blockwise || last.Count % BlockwiseSlice.BlockSize == 0))
            {
                runs[^1] = last with { Count = last.Count + count };
                continue;
            }

            var alike = runs.Where(r => r.IsBlockwise == blockwise).ToList();
            runs.Add(new StateRun(
                runs.Sum(r => r.Count), count, tensor.Decays, blockwise, alike.Sum(r => r.Count), alike.Sum(r => BlockwiseSlice.Blocks(r.Count))));
        }

        return runs;
    }
}
