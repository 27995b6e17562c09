using MedQa.Library.Documents;
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
                Leans: lists.Leans(i, words),
                GoesOn: lists.GoesOn(i));
        })];
    }

    /// <summary><c>Asthma, Signs:</c>, or nothing.</summary>
    public string Label { get; }

    /// <summary>The part of the passage that says a sentence, or null.</summary>
    /// <param name="sentence">The sentence; a list's mark and the passage's own label may stand before it.</param>
    /// <param name="words">Its words.</param>
    /// <param name="before">What says the sentence before, or null.</param>
    /// <param name="onlyBehind">Whether it must stand right behind that.</param>
    public (TextSpan Span, int LabelLength)? Find(string sentence, string[] words, SupportPlace? before, bool onlyBehind)
    {
        var label = LabelIn(sentence);
        var said = label > 0 ? SupportWords.Of(sentence[label..]) : words;
        for (var first = onlyBehind ? before!.Last + 1 : 0; first < _sentences.Length; first++)
        {
            if (MayStand(first, label > 0, before) && LastOf(first, said) is >= 0 and var last)
            {
                var start = _passage.Sentences[first].Start;
                return (new(start, _passage.Sentences[last].End - start), _keepsLabel ? 0 : label);
            }

            if (onlyBehind)
            {
                break;
            }
        }

        return null;
    }

    /// <summary>Where a part of the passage lies, or null.</summary>
    public SupportPlace? PlaceOf(TextSpan span)
    {
        var (first, last) = (-1, -1);
        for (var i = 0; i < _sentences.Length; i++)
        {
            first = _passage.Sentences[i].Start == span.Start ? i : first;
            last = _passage.Sentences[i].End == span.End ? i : last;
        }

        return first >= 0 && last >= first ? new(this, first, last) : null;
    }

    /// <summary>Whether a part leans on what stands before it or leads into what follows.</summary>
    public bool IsBound(SupportPlace place) => _sentences[place.First].Leans || _sentences[place.Last].GoesOn || (place.Last + 1 < _sentences.Length && _sentences[place.Last + 1].Leans);

    private int LabelIn(string sentence)
    {
        var mark = ListMark.Length(sentence);
        return Label.Length > 0 && sentence.AsSpan(mark).StartsWith(Label, StringComparison.OrdinalIgnoreCase) ? mark + Label.Length : 0;
    }

    private bool MayStand(int sentence, bool labelled, SupportPlace? before)
    {
        var (frame, leans) = (_sentences[sentence].Frame, _sentences[sentence].Leans);
        return (frame == FrameNeed.None || (labelled && frame == FrameNeed.Label)) && (!leans || (sentence > 0 && before is not null && Follows(sentence, before)));
    }

    /// <summary>Whether a sentence stands right behind what was said before, or behind the same words where both are clear by themselves.</summary>
    private bool Follows(int sentence, SupportPlace before) => before.Text == this && before.Last == sentence - 1
        || (before.First == before.Last && before.Text._sentences[before.Last] is { IsClear: true } said
            && _sentences[sentence - 1] is { IsClear: true } own && said.Words.AsSpan().SequenceEqual(own.Words));

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
