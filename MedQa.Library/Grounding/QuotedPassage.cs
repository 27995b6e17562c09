namespace MedQa.Library.Grounding;

/// <summary>The forms in which a passage's sentences may be quoted.</summary>
internal sealed class QuotedPassage
{
    private readonly ContextPassage _passage;
    private readonly PassageLists _lists;
    private readonly string[] _sentences;
    private readonly string _label;

    /// <param name="passage">The passage, as the prompt holds it.</param>
    public QuotedPassage(ContextPassage passage)
    {
        var source = passage.Source.Passage;
        _passage = passage;
        _lists = new(source);
        _sentences = [.. source.Sentences.Select(span => string.Join(' ', span.Of(source.Text).ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))];
        _label = ContextText.Of(passage.Source.DocumentTitle, source.Headings, "");
    }

    /// <summary>Alone, behind what it leans on, and that with the label; none where it only leads into the next, asks, or is a single word: that says nothing of its own.</summary>
    /// <param name="sentence">Its place in the passage.</param>
    public IEnumerable<string> Forms(int sentence)
    {
        if (LeadsOn(sentence) || _sentences[sentence].EndsWith('?') || !_sentences[sentence].Contains(' ', StringComparison.Ordinal))
        {
            return [];
        }

        var first = sentence;
        while (first > 0 && Leans(first) && _passage.Sentences.Contains(first - 1))
        {
            first--;
        }

        var (alone, whole) = (_sentences[sentence], string.Join(' ', _sentences[first..(sentence + 1)]));
        return new[] { alone, whole, _label + whole }.Distinct();
    }

    private bool Leans(int sentence) => _lists.Leans(sentence, SupportWords.Of(_sentences[sentence]));

    /// <summary><c>Call an ambulance if:</c>, or an item of a list that goes on without a stop: it is said with what follows.</summary>
    private bool LeadsOn(int sentence) => _sentences[sentence].EndsWith(':')
        || (_sentences[sentence] is not [.., '.' or '!' or '?'] && sentence + 1 < _sentences.Length && _lists.HasLead(sentence + 1) && _passage.Sentences.Contains(sentence + 1));
}
