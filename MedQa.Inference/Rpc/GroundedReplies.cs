using System.Globalization;
using MedQa.Library.Grounding;
using MedQa.Library.Indexing;
using MedQa.Library.Retrieval;
using MedQa.V1;

namespace MedQa.Inference.Rpc;

/// <summary>What comes from the library, in the service's words.</summary>
internal static class GroundedReplies
{
    /// <summary>The sources of an answer.</summary>
    /// <param name="context">What was found.</param>
    /// <param name="passages">Those of it that the prompt holds.</param>
    public static Sources SourcesOf(GroundedContext context, IReadOnlyList<ContextPassage> passages) => new()
    {
        Found = context.IsRelevant,
        Relevance = context.Relevance,
        Passages = { passages.Select(passage => Of(passage.Source)) },
        NearestTitles = { context.IsRelevant ? [] : context.NearestTitles },
    };

    /// <summary>Events of an answer; that it is declined says its end.</summary>
    public static IEnumerable<GenerateResponse> Of(IEnumerable<GroundedEvent> events) => events.Select(Of).OfType<GenerateResponse>();

    /// <summary>What supports a sentence.</summary>
    public static Citation Of(SentenceCitation citation)
    {
        var result = new Citation { Start = citation.Sentence.Start, Length = citation.Sentence.Length, Supported = citation.Support is not null };
        if (citation.Support is { } support)
        {
            (result.Passage, result.PassageStart, result.PassageLength) = (support.Passage, support.Span.Start, support.Span.Length);
        }

        return result;
    }

    /// <summary>A passage that a search found.</summary>
    public static FoundPassage Of(RetrievedPassage found)
    {
        var result = new FoundPassage { Passage = Of(found.Passage), Score = found.Score };
        if (found.Words is { } words)
        {
            result.WordsScore = words;
        }

        if (found.Cosine is { } cosine)
        {
            result.Cosine = cosine;
        }

        return result;
    }

    private static GenerateResponse? Of(GroundedEvent happened) => happened switch
    {
        GroundedText text => new GenerateResponse { Text = text.Text },
        SentenceCitation citation => new GenerateResponse { Citation = Of(citation) },
        _ => null,
    };

    private static Passage Of(IndexedPassage passage) => new()
    {
        Id = passage.Id,
        Document = passage.DocumentName,
        Title = passage.DocumentTitle,
        Headings = { passage.Passage.Headings },
        Page = passage.Passage.Page ?? 0,
        Date = passage.Passage.Date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "",
        Text = passage.Passage.Text,
        Note = passage.Review ?? "",
    };
}
