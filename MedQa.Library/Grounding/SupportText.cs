using MedQa.Library.Indexing;
using MedQa.Library.Passages;

namespace MedQa.Library.Grounding;

/// <summary>A passage taken apart for <see cref="SentenceSupport"/>. Sentences that give orders to a model support nothing.</summary>
internal sealed class SupportText
{
    private readonly Passage _passage;
    private readonly SupportSentence[] _sentences;
    private readonly bool _keepsLabel;

    /// <param name="source">The passage.</param>
    public SupportText(IndexedPassage source)
    {
        _passage = source.Passage;
        Label = ContextText.Of(source.DocumentTitle, _passage.Headings, "").TrimEnd();
        string[] texts = [.. _passage.Sentences.Select(span => span.Of(_passage.Text).ToString())];
        var orders = ModelOrders.In(texts);
        var frame = new SentenceFrame(source);
        _keepsLabel = frame.KeepsLabel;
        var lists = new PassageLists(_passage);
        _sentences = [.. texts.Select((text, i) =>
        {
            var words = SupportWords.Of(text);
            return new SupportSentence(
                orders[i] ? [] : words,
                lists.HasLead(i) ? FrameNeed.None : frame.Need(text, words),
                Leans: lists.HasLead(i) || Leaning.Leans(words),
                GoesOn: lists.GoesOn(i));
        })];
    }

    /// <summary><c>Asthma, Signs:</c>, or nothing.</summary>
    public string Label { get; }

    /// <summary>The part of the passage that says a sentence, or null.</summary>
    /// <param name="sentence">The sentence; the passage's own label may stand before it.</param>
    /// <param name="words">Its words.</param>
    /// <param name="before">Where the part ends that says the sentence before; -1 where none of this passage does.</param>
    public (TextSpan Span, int LabelLength)? Find(string sentence, string[] words, int before)
    {
        var label = Label.Length > 0 && sentence.StartsWith(Label, StringComparison.OrdinalIgnoreCase) ? Label.Length : 0;
        var said = label > 0 ? SupportWords.Of(sentence[label..]) : words;
        for (var first = 0; first < _sentences.Length; first++)
        {
            var mayStand = (_sentences[first].Frame == FrameNeed.None || (label > 0 && _sentences[first].Frame == FrameNeed.Label)) && (!_sentences[first].Leans || (first > 0 && _passage.Sentences[first - 1].End == before));
            if (mayStand && LastOf(first, said) is >= 0 and var last)
            {
                var start = _passage.Sentences[first].Start;
                return (new(start, _passage.Sentences[last].End - start), _keepsLabel ? 0 : label);
            }
        }

        return null;
    }

    /// <summary>The sentence up to which the passage says just these words from a sentence's beginning on, or -1. It may go on only into a list.</summary>
    private int LastOf(int first, ReadOnlySpan<string> said)
    {
        for (var i = first; i < _sentences.Length; i++)
        {
            var words = _sentences[i].Words;
            if (words.Length == 0 || !said.StartsWith(words))
            {
                return -1;
            }

            said = said[words.Length..];
            if (said.IsEmpty)
            {
                return i;
            }

            if (!_sentences[i].GoesOn)
            {
                return -1;
            }
        }

        return -1;
    }
}
