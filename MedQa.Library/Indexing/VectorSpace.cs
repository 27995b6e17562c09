namespace MedQa.Library.Indexing;

/// <summary>What vectors can be compared with each other: those of one encoder.</summary>
/// <param name="Name">Names the encoder and its weights.</param>
/// <param name="Dimension">Numbers in a vector.</param>
public sealed record VectorSpace(string Name, int Dimension);
