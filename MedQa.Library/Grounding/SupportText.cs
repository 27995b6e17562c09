using MedQa.Library.Documents;
using MedQa.Library.Indexing;
using MedQa.Library.Passages;

namespace MedQa.Library.Grounding;

/// <summary>A passage taken apart for <see cref="SentenceSupport"/>. Sentences that give orders to a model support nothing.</summary>
internal sealed class SupportText
{
    private const string Closers = "\"')]}\u201d\u2019\u00bb";

    private readonly Passage _passage;
    private readonly SupportSentence[] _sentences;
    private readonly bool _isTurned;

    /// <param name="source">The passage.</param>
    public SupportText(IndexedPassage source)
    {
        _passage = source.Passage;
        Label = ContextText.Of(source.DocumentTitle, _passage.Headings, "").TrimEnd();
        string[] texts = [.. _passage.Sentences.Select(span => span.Of(_passage.Text).ToString())];
        var orders = ModelOrders.In(texts);
        var turning = _passage.Headings.Select(SupportWords.Of).Where(TurningHeading.Turns).ToList();
        _isTurned = turning.Count > 0;
        _sentences = new SupportSentence[texts.Length];
        var (inList, hasLead) = (false, false);
        for (var i = 0; i < texts.Length; i++)
        {
            if (StartsLine(i))
            {
                hasLead = StartsItem(i) && (inList ? hasLead : i > 0 && !HasEnd(texts[i - 1]));
                inList = StartsItem(i);
            }

            var words = SupportWords.Of(texts[i]);
            _sentences[i] = new(
                orders[i] ? [] : words,
                NeedsLabel: !hasLead && turning.Exists(heading => !TurningHeading.LeavesAlone(heading, words)),
                Leans: hasLead || Leaning.Leans(words),
                GoesOn: i + 1 < texts.Length && (StartsItem(i + 1) || !HasEnd(texts[i])));
        }

        bool StartsLine(int i) => i == 0 || _passage.Text.AsSpan(_passage.Sentences[i - 1].End, _passage.Sentences[i].Start - _passage.Sentences[i - 1].End).Contains('\n');

        bool StartsItem(int i) => StartsLine(i) && ListMark.Length(texts[i]) > 0;
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
            var mayStand = (label > 0 || !_sentences[first].NeedsLabel) && (!_sentences[first].Leans || (first > 0 && _passage.Sentences[first - 1].End == before));
            if (mayStand && LastOf(first, said) is >= 0 and var last)
            {
                var start = _passage.Sentences[first].Start;
                return (new(start, _passage.Sentences[last].End - start), _isTurned ? 0 : label);
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

    private static bool HasEnd(string sentence) => sentence.AsSpan().TrimEnd(Closers) is [.., '.' or '!' or '?' or '\u2026'];
}
