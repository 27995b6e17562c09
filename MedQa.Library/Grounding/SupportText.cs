using MedQa.Library.Indexing;
using MedQa.Library.Passages;

namespace MedQa.Library.Grounding;

/// <summary>A passage taken apart for <see cref="SentenceSupport"/>. Sentences that give orders to a model support nothing.</summary>
internal sealed class SupportText
{
    private readonly IReadOnlyList<TextSpan> _spans;

    /// <param name="source">The passage.</param>
    public SupportText(IndexedPassage source)
    {
        var text = source.Passage.Text;
        _spans = source.Passage.Sentences;
        string[] sentences = [.. _spans.Select(span => span.Of(text).ToString())];
        var orders = ModelOrders.In(sentences);
        Sentences = [.. sentences.Select((sentence, i) => orders[i] ? [] : ClaimWords.Of(sentence))];
        Label = source.Passage.Headings.Prepend(source.DocumentTitle).SelectMany(ClaimWords.Of).Select(word => word.Stem).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Its sentences' words.</summary>
    public IReadOnlyList<List<ClaimWord>> Sentences { get; }

    /// <summary>The stems of its title and headings.</summary>
    public IReadOnlySet<string> Label { get; }

    /// <summary>The words of sentences in a row.</summary>
    public List<ClaimWord> Window(int first, int count) => count == 1 ? Sentences[first] : [.. Sentences.Skip(first).Take(count).SelectMany(words => words)];

    /// <summary>Where sentences in a row stand in the passage's text.</summary>
    public TextSpan Span(int first, int count) => new(_spans[first].Start, _spans[first + count - 1].End - _spans[first].Start);
}
