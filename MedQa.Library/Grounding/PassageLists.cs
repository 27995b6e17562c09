using MedQa.Library.Documents;
using MedQa.Library.Passages;

namespace MedQa.Library.Grounding;

/// <summary>Which sentences of a passage are items of a list that a sentence leads into ("Do not take it if you:").</summary>
internal sealed class PassageLists
{
    private const string Closers = "\"')]}\u201d\u2019\u00bb";

    private readonly bool[] _hasLead;
    private readonly bool[] _goesOn;

    /// <param name="passage">The passage.</param>
    public PassageLists(Passage passage)
    {
        string[] texts = [.. passage.Sentences.Select(span => span.Of(passage.Text).ToString())];
        _hasLead = new bool[texts.Length];
        _goesOn = new bool[texts.Length];
        var (inList, hasLead) = (false, false);
        for (var i = 0; i < texts.Length; i++)
        {
            if (StartsLine(i))
            {
                hasLead = StartsItem(i) && (inList ? hasLead : i > 0 && !HasEnd(texts[i - 1]));
                inList = StartsItem(i);
            }

            _hasLead[i] = hasLead;
            _goesOn[i] = i + 1 < texts.Length && (StartsItem(i + 1) || !HasEnd(texts[i]));
        }

        bool StartsLine(int i) => i == 0 || passage.Text.AsSpan(passage.Sentences[i - 1].End, passage.Sentences[i].Start - passage.Sentences[i - 1].End).Contains('\n');

        bool StartsItem(int i) => StartsLine(i) && ListMark.Length(texts[i]) > 0;
    }

    /// <summary>Whether a sentence belongs to an item of a list that a sentence leads into.</summary>
    public bool HasLead(int sentence) => _hasLead[sentence];

    /// <summary>Whether a sentence leads into the next: that is an item of a list, or this has no end of its own.</summary>
    public bool GoesOn(int sentence) => _goesOn[sentence];

    private static bool HasEnd(string sentence) => sentence.AsSpan().TrimEnd(Closers) is [.., '.' or '!' or '?' or '\u2026'];
}
