namespace MedQa.Library.Grounding;

/// <summary>
/// Holds a claim against one sentence, word by word and in order: each word of the claim must be the sentence's next, and each word of the
/// sentence must be claimed or belong to a part that may be left out (<see cref="SentenceCuts"/>).
/// </summary>
internal sealed class SentenceMatch
{
    // A longer sentence is only compared whole.
    private const int MostWords = 300;

    private readonly SupportWord[] _sentence;
    private readonly List<SentenceCut> _cuts;

    /// <param name="sentence">The words of a sentence.</param>
    public SentenceMatch(SupportWord[] sentence)
    {
        _sentence = sentence;
        _cuts = sentence.Length > MostWords ? [] : SentenceCuts.Of(sentence);
    }

    /// <summary>Whether the claim is the whole sentence.</summary>
    public bool IsWhole(ReadOnlySpan<SupportWord> claim)
    {
        if (claim.Length != _sentence.Length || claim.IsEmpty)
        {
            return false;
        }

        for (var i = 0; i < claim.Length; i++)
        {
            if (!Same(i, claim, i))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether the claim is the sentence, less parts that may be left out.</summary>
    public bool IsCut(ReadOnlySpan<SupportWord> claim) =>
        _cuts.Count > 0 && !claim.IsEmpty && claim.Length < _sentence.Length && Match(0, claim, 0, new bool[_sentence.Length + 1, claim.Length + 1]);

    private bool Match(int at, ReadOnlySpan<SupportWord> claim, int said, bool[,] failed)
    {
        if (at == _sentence.Length)
        {
            return said == claim.Length;
        }

        if (failed[at, said])
        {
            return false;
        }

        if (said < claim.Length && Same(at, claim, said) && Match(at + 1, claim, said + 1, failed))
        {
            return true;
        }

        foreach (var cut in _cuts)
        {
            if (cut.Start != at)
            {
                continue;
            }

            // "A, B and C" without C is "A and B".
            if (Match(cut.End, claim, said, failed) || (cut.Conjunction is { } and && _sentence[at].Text != and && said + 1 < claim.Length && claim[said].Text == and
                && Same(at, claim, said + 1) && Match(at + 1, claim, said + 2, failed)))
            {
                return true;
            }
        }

        failed[at, said] = true;
        return false;
    }

    private bool Same(int at, ReadOnlySpan<SupportWord> claim, int said)
    {
        var (own, other) = (_sentence[at].Text, claim[said].Text);
        return SupportSpelling.IsSame(own, other) || (MaySayCan(own) && MaySayCan(other) && !IsDenied(_sentence, at) && !IsDenied(claim, said));
    }

    private static bool MaySayCan(string word) => word is "can" or "may";

    /// <summary>"May not" and "can not" are two things.</summary>
    private static bool IsDenied(ReadOnlySpan<SupportWord> words, int at)
    {
        var before = at > 0 && BindingWords.Denies(words[at - 1].Text);
        return before || (at + 1 < words.Length && BindingWords.Denies(words[at + 1].Text));
    }
}
