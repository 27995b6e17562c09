using MedQa.Library.Indexing;

namespace MedQa.Library.Grounding;

/// <summary>The title and headings that stand above a passage's sentences, by what they do to them.</summary>
internal sealed class SentenceFrame
{
    private readonly (string[] Words, bool InLabel)[] _turning;
    private readonly (string[] Words, bool InLabel)[] _limiting;

    /// <param name="source">The passage.</param>
    public SentenceFrame(IndexedPassage source)
    {
        // The label is made of the title and the innermost heading (ContextText).
        var headings = source.Passage.Headings;
        var above = headings.Select((heading, i) => (Words: SupportWords.Of(heading), InLabel: i == headings.Count - 1 || heading == source.DocumentTitle)).ToList();
        var title = SupportWords.Of(source.DocumentTitle);
        _turning = [.. above.Append((Words: title, InLabel: true)).Where(part => TurningHeading.Turns(part.Words))];
        // A document's own subject ("Fever in a child") stands in its sentences.
        _limiting = [.. above.Where(part => !part.Words.AsSpan().SequenceEqual(title) && ConditionHeading.Limits(part.Words))];
        KeepsLabel = _turning.Length > 0 || _limiting.Length > 0 || ConditionHeading.Limits(title);
    }

    /// <summary>Whether the label says something that a sentence cannot lose.</summary>
    public bool KeepsLabel { get; }

    /// <summary>What a sentence needs of it.</summary>
    /// <param name="sentence">The sentence.</param>
    /// <param name="words">Its words.</param>
    public FrameNeed Need(string sentence, string[] words)
    {
        var comma = sentence.IndexOf(',', StringComparison.Ordinal);
        var beginning = comma < 0 || _turning.Length == 0 ? words : SupportWords.Of(sentence[..comma]);
        var needed = _turning.Where(part => !TurningHeading.LeavesAlone(part.Words, words, beginning))
            .Concat(_limiting.Where(part => !ConditionHeading.LeavesAlone(part.Words, words)))
            .Select(part => part.InLabel ? FrameNeed.Label : FrameNeed.More);
        return needed.DefaultIfEmpty(FrameNeed.None).Max();
    }
}
