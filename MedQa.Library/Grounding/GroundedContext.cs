namespace MedQa.Library.Grounding;

/// <summary>What the library gives an answer to a question.</summary>
/// <param name="Findings">What was found and how relevant it is.</param>
/// <param name="Passages">The prompt's passages, the best first; none where nothing is relevant.</param>
public sealed record GroundedContext(LibraryFindings Findings, IReadOnlyList<ContextPassage> Passages)
{
    /// <summary>Whether there is something to answer from.</summary>
    public bool IsRelevant => Passages.Count > 0;

    /// <summary>Whether relevance alone says that the passages answer: it reaches the threshold that it was fitted with. Where it does not, the model is to judge.</summary>
    public bool IsCertain => Findings.IsCertain;

    /// <summary>How relevant the best passages are, 0 to 1.</summary>
    public double Relevance => Findings.Relevance;

    /// <summary>The documents that come nearest, the best first, at most <see cref="LibrarySearch.MostTitles"/>; none where nothing is near.</summary>
    public IReadOnlyList<string> NearestTitles => Findings.NearestTitles;

    /// <summary>The passages' texts, as a prompt takes them.</summary>
    public IReadOnlyList<string> Texts => [.. Passages.Select(passage => passage.Text)];
}
