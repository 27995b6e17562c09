using MedQa.Model.Training;
using static TorchSharp.torch;

namespace MedQa.Model.Fused;

/// <summary>A packed batch on the device. Its tensors belong to the scope that it was made in.</summary>
internal sealed class PackedSequences
{
    public PackedSequences(PackedBatch batch, Device device)
    {
        var positions = new int[batch.Ids.Length];
        var starts = new int[batch.Lengths.Length + 1];
        for (var i = 0; i < batch.Lengths.Length; i++)
        {
            for (var t = 0; t < batch.Lengths[i]; t++)
            {
                positions[starts[i] + t] = t;
            }

            starts[i + 1] = starts[i] + batch.Lengths[i];
        }

        if (starts[^1] != batch.Ids.Length)
        {
            throw new ArgumentException($"The sequences' lengths add up to {starts[^1]}, but there are {batch.Ids.Length} tokens.");
        }

        Lengths = batch.Lengths;
        Ids = tensor(batch.Ids).to(device);
        Starts = tensor(starts).to(device);
        Positions = tensor(positions).to(device);
        TargetPositions = tensor(batch.Positions).to(device);
        Targets = tensor(batch.Targets).to(device);
        TargetWeights = batch.WeightsOn(device);
        Longest = batch.Lengths.Max();
    }

    /// <summary>Tokens of each sequence.</summary>
    public IReadOnlyList<int> Lengths { get; }

    /// <summary>The longest sequence's tokens.</summary>
    public int Longest { get; }

    /// <summary>[T] int64.</summary>
    public Tensor Ids { get; }

    /// <summary>Where each sequence starts, and T: int32 [sequences + 1].</summary>
    public Tensor Starts { get; }

    /// <summary>Each token's position in its sequence, int32 [T].</summary>
    public Tensor Positions { get; }

    /// <summary>Tokens whose output predicts one that counts, int64 [N].</summary>
    public Tensor TargetPositions { get; }

    /// <summary>What each of those predicts, int64 [N].</summary>
    public Tensor Targets { get; }

    /// <summary>How much each of those counts, float32 [N]; null: each 1.</summary>
    public Tensor? TargetWeights { get; }
}
