namespace MedQa.Library.Indexing;

/// <summary>In how many passages words stand.</summary>
/// <param name="Passages">Passages in the index.</param>
/// <param name="Holding">Those that hold each word, in the order asked for.</param>
public sealed record WordCounts(long Passages, IReadOnlyList<long> Holding);
