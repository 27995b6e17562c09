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
    /// <exception cref="MedQaServiceException">The service's numbers do not fit its own sources.</exception>
    public static AIAnnotation Of(Citation citation, Sources sources)
    {
        Check(citation.Start >= 0 && citation.Length >= 0 && citation.Start <= int.MaxValue - citation.Length, $"a sentence from {citation.Start}, {citation.Length} long");
        var annotation = citation.Supported ? Supported(citation, sources) : new AIAnnotation();
        annotation.AnnotatedRegions = [new TextSpanAnnotatedRegion { StartIndex = citation.Start, EndIndex = citation.Start + citation.Length }];
        annotation.RawRepresentation = citation;
        return annotation;
    }

    private static CitationAnnotation Supported(Citation citation, Sources sources)
    {
        Check(citation.Passage >= 0 && citation.Passage < sources.Passages.Count, $"passage {citation.Passage} of {sources.Passages.Count}");
        var passage = sources.Passages[citation.Passage];
        Check(
            citation.PassageStart >= 0 && citation.PassageLength >= 0 && citation.PassageStart <= passage.Text.Length - citation.PassageLength,
            $"{citation.PassageLength} characters from {citation.PassageStart} on in a passage of {passage.Text.Length}");
        return new() { Title = passage.Title, FileId = passage.Document, Snippet = passage.Text.Substring(citation.PassageStart, citation.PassageLength) };
    }

    private static void Check(bool fits, string what)
    {
        if (!fits)
        {
            throw new MedQaServiceException(MedQaError.Failed, $"The service cites {what}. Its version and this client's do not fit, or its answer was changed on the way.");
        }
    }
}
