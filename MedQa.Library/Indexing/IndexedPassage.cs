using MedQa.Library.Passages;

namespace MedQa.Library.Indexing;

/// <summary>A passage with its place.</summary>
/// <param name="Id">Never given to another passage, not even after this one is gone.</param>
/// <param name="DocumentName">Its document's name.</param>
/// <param name="DocumentTitle">Its document's title.</param>
/// <param name="Ordinal">Its place among the document's passages, from 0 on.</param>
/// <param name="Passage">The passage.</param>
/// <param name="Review">What its document says of its review, or null.</param>
public sealed record IndexedPassage(long Id, string DocumentName, string DocumentTitle, int Ordinal, Passage Passage, string? Review = null);
