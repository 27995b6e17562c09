namespace MedQa.Model.Training;

/// <summary>Sequences laid one behind the other without padding; attention never crosses from one to another, positions count from each one's start.</summary>
/// <param name="Ids">The tokens of all sequences, [T].</param>
/// <param name="Lengths">Tokens of each sequence; their sum is T.</param>
/// <param name="Positions">Indices into <paramref name="Ids"/> whose output predicts a token that counts.</param>
/// <param name="Targets">The token that each of those predicts.</param>
public sealed record PackedBatch(long[] Ids, int[] Lengths, long[] Positions, long[] Targets)
{
    /// <summary>Tokens that count.</summary>
    public int TargetCount => Targets.Length;
}
