using MedQa.Library.Documents;
using MedQa.Library.Passages;

namespace MedQa.Library.Grounding;

/// <summary>
/// Which sentences of a passage belong to what a sentence leads into: items of a list and lines below "Do not take it if you:", a list below a
/// line that denies or says "the following". Where a passage may begin in the middle, its beginning counts as led into.
/// </summary>
internal sealed class PassageLists
{
    // The splitter parts what is longer than 180 words into passages of 90 at least, give or take half of a sentence.
    private const int WordsOfAPart = 45;

    private const string Closers = "\"')]}\u201d\u2019\u00bb";

    private readonly Passage _passage;
    private readonly string[] _texts;
    private readonly bool[] _hasLead;
    private readonly bool[] _goesOn;

    /// <param name="passage">The passage.</param>
    public PassageLists(Passage passage)
    {
        _passage = passage;
        _texts = [.. passage.Sentences.Select(span => span.Of(passage.Text).ToString())];
        _hasLead = new bool[_texts.Length];
        _goesOn = new bool[_texts.Length];
        var (inList, hasLead, denies) = (false, false, false);
        for (var i = 0; i < _texts.Length; i++)
        {
            var (startsLine, startsItem) = (StartsLine(i), StartsItem(i));
            if (i == 0)
            {
                hasLead = startsItem && MayBeAPart();
            }
            else if (startsItem)
            {
                hasLead = inList ? hasLead || Leads(i - 1) : !HasEnd(_texts[i - 1]) || denies || Announces(i - 1);
            }
            else if (startsLine)
            {
                hasLead = Announces(i - 1) || (hasLead && !inList);
            }
            else
            {
                hasLead |= Announces(i - 1);
            }

            inList = startsLine ? startsItem : inList;
            denies = (!startsLine && denies) || Denial.IsIn(SupportWords.Of(_texts[i]));
            _hasLead[i] = hasLead || (i == 0 && StartsSmall());
            _goesOn[i] = i + 1 < _texts.Length && (StartsItem(i + 1) || !HasEnd(_texts[i]));
        }
    }

    /// <summary>Whether a sentence belongs to what a sentence before leads into.</summary>
    public bool HasLead(int sentence) => _hasLead[sentence];

    /// <summary>Whether only the sentence before makes a sentence clear.</summary>
    /// <param name="sentence">Its place in the passage.</param>
    /// <param name="words">Its words, as <see cref="SupportWords"/> takes them.</param>
    public bool Leans(int sentence, string[] words) => _hasLead[sentence] || Leaning.Leans(words);

    /// <summary>Whether a sentence leads into the next: that is an item of a list, or this has no end of its own.</summary>
    public bool GoesOn(int sentence) => _goesOn[sentence];

    private bool StartsLine(int i) => i == 0 || _passage.Text.AsSpan(_passage.Sentences[i - 1].End, _passage.Sentences[i].Start - _passage.Sentences[i - 1].End).Contains('\n');

    private bool StartsItem(int i) => StartsLine(i) && ListMark.Length(_texts[i]) > 0;

    /// <summary>Whether the sentence before the first may stand in another passage: a page or a part of a section begins here.</summary>
    private bool MayBeAPart() =>
        _passage.Page is not null || _texts.Sum(text => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length) >= WordsOfAPart;

    private bool StartsSmall()
    {
        var first = _texts[0].AsSpan().TrimStart("\"'([{\u201c\u2018\u00ab");
        return ListMark.Length(_texts[0]) == 0 && first.Length > 0 && char.IsLower(first[0]) && !(first.Length > 1 && char.IsUpper(first[1]));
    }

    /// <summary>Whether an item leads into items of its own.</summary>
    private bool Leads(int i) => Announces(i) || (!HasEnd(_texts[i]) && Denial.IsIn(SupportWords.Of(_texts[i])));

    /// <summary><c>Never do this:</c>, <c>Do none of the following.</c>, <c>Avoid the following things.</c></summary>
    private bool Announces(int i) => _texts[i].AsSpan().TrimEnd(Closers) is [.., ':'] || SupportWords.Of(_texts[i]) is [.., "following"] or [.., "following", _];

    private static bool HasEnd(string sentence) => sentence.AsSpan().TrimEnd(Closers) is [.., '.' or '!' or '?' or '\u2026'];
}
