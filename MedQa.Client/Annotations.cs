using MedQa.V1;
using Microsoft.Extensions.AI;

namespace MedQa.Client;

/// <summary>Citations as Microsoft.Extensions.AI has them.</summary>
internal static class Annotations
{
    /// <summary>
    /// A sentence's annotation: a <see cref="CitationAnnotation"/> with the document and the part of it that supports the sentence, or
    /// one of no kind where nothing supports it. The region counts in the whole answer's text.
    /// </summary>
    public static AIAnnotation Of(Citation citation, Sources sources)
    {
        var passage = citation.Supported ? sources.Passages[citation.Passage] : null;
        var annotation = passage is null ? new AIAnnotation() : new CitationAnnotation
        {
            Title = passage.Title,
            FileId = passage.Document,
            Snippet = passage.Text.Substring(citation.PassageStart, citation.PassageLength),
        };
        annotation.AnnotatedRegions = [new TextSpanAnnotatedRegion { StartIndex = citation.Start, EndIndex = citation.Start + citation.Length }];
        annotation.RawRepresentation = citation;
        return annotation;
    }
}
