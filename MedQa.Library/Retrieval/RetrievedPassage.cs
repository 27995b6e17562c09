using MedQa.Library.Indexing;

namespace MedQa.Library.Retrieval;

/// <summary>A passage that was found.</summary>
/// <param name="Passage">The passage with its place.</param>
/// <param name="Score">By reciprocal rank; comparable within one search only.</param>
/// <param name="Words">Its BM25 score, or null where the words did not find it.</param>
/// <param name="Cosine">Its cosine with the question, or null where the meaning did not find it.</param>
public sealed record RetrievedPassage(IndexedPassage Passage, double Score, double? Words, double? Cosine);
