namespace MedQa.Library.Grounding;

/// <summary>
/// Ties a sentence of an answer to the sentence of a passage that says it: the same words in the same order (<see cref="SupportWords"/>), none
/// left out, none put in. The passage's own label (<c>Asthma, Signs:</c>) may stand before them; a list and what leads into it may be one sentence. A sentence
/// that only the one before makes clear (<see cref="Leaning"/>, an item of a list) must follow that one in the answer too, and below a
/// heading that turns its meaning (<see cref="TurningHeading"/>) it may need its label. Below one for persons or conditions
/// (<see cref="ConditionHeading"/>) it needs its label too, or has the heading's words. So nothing of the sentence can be lost on the way: no condition,
/// denial, number or name. A condition that stands elsewhere in the passage, or in its title alone, may be. A sentence that stands in several places is tied
/// to that which goes on where the one before ended, else to the first. Linear in the lengths; thread-safe.
/// </summary>
/// <param name="passages">What the prompt held.</param>
public sealed class SentenceSupport(IReadOnlyList<ContextPassage> passages)
{
    private readonly SupportText[] _texts = [.. passages.Select(passage => new SupportText(passage.Source))];

    /// <summary>What supports a sentence, or null.</summary>
    /// <param name="sentence">The sentence.</param>
    /// <param name="before">What supports the sentence right before it in the answer, or null.</param>
    public Support? Find(string sentence, Support? before = null)
    {
        ArgumentNullException.ThrowIfNull(sentence);
        var words = SupportWords.Of(sentence);
        var place = before is null || before.Passage >= _texts.Length ? null : _texts[before.Passage].PlaceOf(before.Span);
        if (place?.Text.Find(sentence, words, place, onlyBehind: true) is var (behind, behindLabel))
        {
            return new(before!.Passage, behind, behindLabel);
        }

        for (var i = 0; i < _texts.Length; i++)
        {
            if (_texts[i].Find(sentence, words, place, onlyBehind: false) is var (span, labelLength))
            {
                return new(i, span, labelLength);
            }
        }

        return null;
    }

    /// <summary>Whether what supports a sentence leans on another sentence or lets another one lean on it.</summary>
    internal bool IsBound(Support support) => _texts[support.Passage].PlaceOf(support.Span) is { } place && place.Text.IsBound(place);

    /// <summary>Whether a sentence that begins so may have a passage's label before it.</summary>
    internal bool MayBeLabelled(string beginning) => Array.Exists(_texts, text => text.Label.Length > 0
        && (text.Label.StartsWith(beginning, StringComparison.OrdinalIgnoreCase) || beginning.StartsWith(text.Label, StringComparison.OrdinalIgnoreCase)));
}
