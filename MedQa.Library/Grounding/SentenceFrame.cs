using MedQa.Library.Indexing;

namespace MedQa.Library.Grounding;

/// <summary>The title and headings that stand above a passage's sentences, by what they do to them.</summary>
internal sealed class SentenceFrame
{
    private readonly (string[] Words, bool InLabel)[] _turning;

    /// <param name="source">The passage.</param>
    public SentenceFrame(IndexedPassage source)
    {
        var headings = source.Passage.Headings;
        // The label is made of the title and the innermost heading (ContextText).
        _turning = [.. headings.Select((heading, i) => (SupportWords.Of(heading), i == headings.Count - 1)).Append((SupportWords.Of(source.DocumentTitle), true)).Where(part => TurningHeading.Turns(part.Item1))];
    }

    /// <summary>Whether the label says something that a sentence cannot lose.</summary>
    public bool KeepsLabel => _turning.Length > 0;

    /// <summary>What a sentence needs of it.</summary>
    /// <param name="sentence">The sentence.</param>
    /// <param name="words">Its words.</param>
    public FrameNeed Need(string sentence, string[] words)
    {
        if (!KeepsLabel)
        {
            return FrameNeed.None;
        }

        var comma = sentence.IndexOf(',', StringComparison.Ordinal);
        var beginning = comma < 0 ? words : SupportWords.Of(sentence[..comma]);
        var need = FrameNeed.None;
        foreach (var (heading, inLabel) in _turning)
        {
            if (!TurningHeading.LeavesAlone(heading, words, beginning))
            {
                need = inLabel && need != FrameNeed.More ? FrameNeed.Label : FrameNeed.More;
            }
        }

        return need;
    }
}
