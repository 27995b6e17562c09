namespace MedQa.Library.Indexing;

/// <summary>A passage that was found.</summary>
/// <param name="Id">The passage.</param>
/// <param name="Score">The larger the better; comparable within one search only.</param>
public readonly record struct PassageHit(long Id, double Score);
