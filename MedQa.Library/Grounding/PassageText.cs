using MedQa.Library.Indexing;
using MedQa.Library.Text;

namespace MedQa.Library.Grounding;

/// <summary>A passage's words, stemmed once for all that is asked of them.</summary>
internal sealed class PassageText
{
    private readonly Lazy<bool[]> _orders;
    private readonly Lazy<bool[]> _leans;

    /// <param name="source">The passage.</param>
    public PassageText(IndexedPassage source)
    {
        Source = source;
        _orders = new(() => ModelOrders.In([.. Enumerable.Range(0, source.Passage.Sentences.Count).Select(Sentence)]));
        _leans = new(() =>
        {
            var lists = new PassageLists(source.Passage);
            return [.. Enumerable.Range(0, source.Passage.Sentences.Count).Select(i => lists.Leans(i, SupportWords.Of(Sentence(i))))];
        });
        Label = new(source.Passage.Headings.Prepend(source.DocumentTitle));
        Sentences = [.. source.Passage.Sentences.Select(span => new StemmedText(source.Passage.Text.Substring(span.Start, span.Length)))];
        All = [Label, .. Sentences];
    }

    public IndexedPassage Source { get; }

    /// <summary>Title and headings.</summary>
    public StemmedText Label { get; }

    public IReadOnlyList<StemmedText> Sentences { get; }

    /// <summary>Which sentences give orders to a model.</summary>
    public IReadOnlyList<bool> Orders => _orders.Value;

    /// <summary>Which sentences only the one before makes clear.</summary>
    public IReadOnlyList<bool> Leans => _leans.Value;

    /// <summary>Label and sentences.</summary>
    public StemmedText[] All { get; }

    /// <summary>A sentence as it is written.</summary>
    public string Sentence(int index) => Source.Passage.Sentences[index].Of(Source.Passage.Text).ToString();
}
