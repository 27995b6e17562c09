using MedQa.Library.Retrieval;

namespace MedQa.Library.Grounding;

/// <summary>What a library holds for a question.</summary>
/// <param name="Passages">The passages found, the best first.</param>
/// <param name="Features">What relevance was computed from.</param>
/// <param name="Relevance">How sure it is that they answer the question, 0 to 1.</param>
/// <param name="IsRelevant">Whether that reaches the threshold.</param>
/// <param name="IsCertain">Whether it reaches the threshold that the relevance model was fitted with.</param>
/// <param name="NearestTitles">Titles of the documents that come nearest, each once, the best first, at most <see cref="LibrarySearch.MostTitles"/>; none where nothing is near.</param>
public sealed record LibraryFindings(
    IReadOnlyList<RetrievedPassage> Passages, RelevanceFeatures Features, double Relevance, bool IsRelevant, bool IsCertain, IReadOnlyList<string> NearestTitles);
