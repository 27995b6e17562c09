using System.Collections.Concurrent;
using MedQa.Library.Indexing;

namespace MedQa.Library.Grounding;

/// <summary>Passages taken apart before, kept for the next question. An index gives no id twice, so what is kept stays true. Thread-safe.</summary>
internal sealed class PassageTexts
{
    // Some 10 MB; a small library fits whole.
    private const int Most = 4_096;

    private readonly ConcurrentDictionary<long, PassageText> _texts = new();

    /// <summary>The passage's text.</summary>
    public PassageText Of(IndexedPassage source)
    {
        if (_texts.TryGetValue(source.Id, out var known))
        {
            return known;
        }

        if (_texts.Count >= Most)
        {
            _texts.Clear();
        }

        return _texts.GetOrAdd(source.Id, _ => new(source));
    }
}
