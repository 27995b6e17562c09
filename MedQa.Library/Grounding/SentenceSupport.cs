namespace MedQa.Library.Grounding;

/// <summary>
/// Ties a sentence to the sentence of a passage that says it. Both are aligned word by word, so what the claim leaves out counts as much as
/// what it says. The claim is supported where it is the passage's sentence (<see cref="WholeScore"/>) but for case, accents, a list's mark, articles,
/// spelling (<see cref="SupportSpelling"/>) and its passage's own label before it, or that sentence less parts that may be left out
/// (<see cref="SentenceCuts"/>), said as advice instead of an order, or with the title for a pronoun (<see cref="CutScore"/>). Nothing else supports it,
/// no two sentences together do, and below a heading that denies a sentence must deny by itself
/// (<see cref="DenyingHeading"/>). Rules, not a model: the same sentence gets the same citation each time, and nothing in a text can talk it round. Thread-safe.
/// </summary>
/// <param name="passages">What the prompt held.</param>
public sealed class SentenceSupport(IReadOnlyList<ContextPassage> passages)
{
    /// <summary>From which score on a sentence counts as supported, if nothing else is said.</summary>
    public const double DefaultThreshold = 0.8;

    /// <summary>The score of a whole sentence; with this threshold nothing else is supported.</summary>
    public const double WholeScore = 1;

    /// <summary>The score where a part is left out or put otherwise.</summary>
    public const double CutScore = 0.9;

    private readonly SupportText[] _texts = [.. passages.Select(passage => new SupportText(passage.Source))];

    /// <summary>What supports a sentence by itself, or null; nothing does if a pronoun in it stands for something that the sentence before named.</summary>
    public Support? Find(string sentence) => Find(sentence, null);

    /// <summary>What supports a sentence that follows another.</summary>
    /// <param name="sentence">The sentence.</param>
    /// <param name="before">What supports the sentence right before it, or null. A pronoun may stand only for what that one speaks of.</param>
    public Support? Find(string sentence, Support? before)
    {
        ArgumentNullException.ThrowIfNull(sentence);
        var claim = new Claim(SupportWords.Of(sentence));
        var (best, kind) = (default(Support), SupportKind.None);
        for (var i = 0; i < _texts.Length; i++)
        {
            for (var j = 0; j < _texts[i].Sentences.Count && kind != SupportKind.Whole; j++)
            {
                var found = _texts[i].Judge(claim, j);
                if (found > kind && MayFollow(claim, found, i, j, before))
                {
                    (best, kind) = (new(i, _texts[i].Sentences[j]!.Span, found == SupportKind.Whole ? WholeScore : CutScore), found);
                }
            }
        }

        return best;
    }

    private bool MayFollow(Claim claim, SupportKind kind, int passage, int sentence, Support? before)
    {
        if (kind != SupportKind.Pronoun && !Leaning.Leans(_texts[passage].Read(claim).Words))
        {
            return true;
        }

        if (before is null || before.Passage != passage)
        {
            return false;
        }

        // A pronoun that the passage writes itself follows its own sentence before, whole; one that stands for the title follows a sentence about it.
        var last = _texts[passage].Sentences.ToList().FindIndex(text => text?.Span == before.Span);
        return kind == SupportKind.Pronoun ? last >= 0 && _texts[passage].Sentences[last]!.IsAboutTitle : last == sentence - 1 && before.Score >= WholeScore;
    }
}
