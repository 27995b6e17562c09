using MedQa.Library.Indexing;
using MedQa.Library.Text;

namespace MedQa.Library.Grounding;

/// <summary>A passage's words, stemmed once for all that is asked of them.</summary>
internal sealed class PassageText
{
    /// <param name="source">The passage.</param>
    public PassageText(IndexedPassage source)
    {
        Source = source;
        Label = new(source.Passage.Headings.Prepend(source.DocumentTitle));
        Sentences = [.. source.Passage.Sentences.Select(span => new StemmedText(source.Passage.Text.Substring(span.Start, span.Length)))];
    }

    public IndexedPassage Source { get; }

    /// <summary>Title and headings.</summary>
    public StemmedText Label { get; }

    public IReadOnlyList<StemmedText> Sentences { get; }

    /// <summary>Label and sentences.</summary>
    public StemmedText[] All => [Label, .. Sentences];

    /// <summary>A sentence as it is written.</summary>
    public string Sentence(int index) => Source.Passage.Sentences[index].Of(Source.Passage.Text).ToString();
}
