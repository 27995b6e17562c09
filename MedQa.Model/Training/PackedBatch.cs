using static TorchSharp.torch;

namespace MedQa.Model.Training;

/// <summary>Sequences laid one behind the other without padding; attention never crosses from one to another, positions count from each one's start.</summary>
/// <param name="Ids">The tokens of all sequences, [T].</param>
/// <param name="Lengths">Tokens of each sequence; their sum is T.</param>
/// <param name="Positions">Indices into <paramref name="Ids"/> whose output predicts a token that counts; each once where gradients are taken.</param>
/// <param name="Targets">The token that each of those predicts.</param>
public sealed record PackedBatch(long[] Ids, int[] Lengths, long[] Positions, long[] Targets)
{
    /// <summary>How much each target counts, 0 or more; null: each 1.</summary>
    public float[]? Weights { get; init; }

    /// <summary>Tokens that count.</summary>
    public int TargetCount => Targets.Length;

    /// <summary>The sum of the targets' weights.</summary>
    public double TargetWeight => Weights?.Sum(w => (double)w) ?? TargetCount;

    /// <summary>Checks that the parts fit together and to a vocabulary: on a GPU an index out of range ends the process's use of it.</summary>
    /// <param name="vocabulary">V, ids of the vocabulary.</param>
    /// <exception cref="ArgumentException">They do not; says which and how.</exception>
    public void Validate(int vocabulary)
    {
        Check(Lengths.All(l => l >= 1), "every sequence has a token");
        Check(Lengths.Sum(l => (long)l) == Ids.Length, $"the lengths sum to {Lengths.Sum(l => (long)l)}, the number of ids is {Ids.Length}");
        Check(Targets.Length >= 1, "at least one token counts");
        Check(Positions.Length == Targets.Length, $"{Positions.Length} positions have {Targets.Length} targets");
        Check(Weights is null || Weights.Length == Targets.Length, $"{Targets.Length} targets have {Weights?.Length} weights");
        Check(Weights is null || (Weights.All(w => w >= 0 && float.IsFinite(w)) && TargetWeight > 0), "weights are 0 or more, and not all 0");
        Check(Positions.All(p => p >= 0 && p < Ids.Length), $"positions lie between 0 and {Ids.Length - 1}");
        Check(Ids.All(InVocabulary) && Targets.All(InVocabulary), $"ids and targets lie between 0 and {vocabulary - 1}");

        bool InVocabulary(long id) => id >= 0 && id < vocabulary;
    }

    /// <summary>The tokens on a device, [1,T] int64.</summary>
    internal Tensor IdsOn(Device device)
    {
        using var scope = NewDisposeScope();
        return tensor(Ids).to(device).unsqueeze(0).MoveToOuterDisposeScope();
    }

    /// <summary>The weights on a device, [N] float32, or null where each is 1.</summary>
    internal Tensor? WeightsOn(Device device) => Weights is null ? null : tensor(Weights, device: device);

    private static void Check(bool holds, string expected)
    {
        if (!holds)
        {
            throw new ArgumentException($"A packed batch does not fit together: expected that {expected}.");
        }
    }
}
