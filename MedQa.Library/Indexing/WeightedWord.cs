namespace MedQa.Library.Indexing;

/// <summary>A word of a search, and what it counts.</summary>
/// <param name="Text">Letters and digits only, as <see cref="Retrieval.QueryWords"/> gives them; several parted by single spaces are a phrase.</param>
/// <param name="Weight">What its BM25 score is multiplied by, above 0.</param>
public readonly record struct WeightedWord(string Text, double Weight = 1);
