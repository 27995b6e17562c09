namespace MedQa.Library.Grounding;

/// <summary>
/// Ties a sentence to the part of a passage that says it: at most <see cref="MostSentences"/> sentences in a row, with the passage's title
/// and headings. Such a window supports the sentence only if it holds every number, name and bounding word of it, denies what it denies and
/// nothing of it that it does not; then the score is the share of its words found, less where their order differs. Rules, not a model:
/// the same sentence gets the same citation each time, and nothing in a text can talk it round. Thread-safe.
/// </summary>
/// <param name="passages">What the prompt held.</param>
public sealed class SentenceSupport(IReadOnlyList<ContextPassage> passages)
{
    /// <summary>From which score on a sentence counts as supported, if nothing else is said.</summary>
    public const double DefaultThreshold = 0.8;

    /// <summary>The most sentences of a window.</summary>
    public const int MostSentences = 3;

    // Words apart that still count as next to each other: a small cut leaves a gap.
    private const int Near = 4;

    // With so few words, each must be found.
    private const int FewWords = 3;

    private readonly SupportText[] _texts = [.. passages.Select(passage => new SupportText(passage.Source))];

    /// <summary>The best support for a sentence, however weak; null where no window can be it.</summary>
    public Support? Find(string sentence)
    {
        ArgumentNullException.ThrowIfNull(sentence);
        var claim = ClaimWords.Of(sentence);
        Support? best = null;
        for (var length = 1; length <= MostSentences; length++)
        {
            for (var i = 0; i < _texts.Length; i++)
            {
                for (var first = 0; first + length <= _texts[i].Sentences.Count; first++)
                {
                    var score = Score(claim, _texts[i], first, length);
                    // A longer window must be clearly better: the shorter one is the better citation.
                    if (score > (best?.Score ?? 0) + (best is null ? 0 : 1e-9))
                    {
                        best = new(i, _texts[i].Span(first, length), score);
                    }
                }
            }
        }

        return best;
    }

    private static double Score(List<ClaimWord> claim, SupportText text, int first, int length)
    {
        var window = text.Window(first, length);
        var places = window.Select((word, i) => (word.Stem, i)).ToLookup(pair => pair.Stem, pair => pair.i, StringComparer.Ordinal);
        var (found, all, content) = (0.0, 0.0, 0);
        foreach (var word in claim)
        {
            var there = places.Contains(word.Stem) || (word.Kind != ClaimWordKind.Number && text.Label.Contains(word.Stem));
            if (!there && (word.IsName || word.Kind is ClaimWordKind.Number or ClaimWordKind.Bound))
            {
                return 0;
            }

            var weight = word.Kind switch { ClaimWordKind.Content or ClaimWordKind.Number or ClaimWordKind.Bound => 1.0, ClaimWordKind.Light => 0.4, _ => 0 };
            content += weight == 1 ? 1 : 0;
            (found, all) = (found + (there ? weight : 0), all + weight);
        }

        if (all == 0 || (content <= FewWords && found < all) || !DeniesAlike(claim, window) || !DeniesAlike(window, claim))
        {
            return 0;
        }

        var order = Order(claim, places);
        return length > 1 && order < 0.7 ? 0 : (0.85 * found / all) + (0.15 * order);
    }

    /// <summary>Whether all that the one denies is denied by the other, if it speaks of it at all.</summary>
    private static bool DeniesAlike(List<ClaimWord> one, List<ClaimWord> other)
    {
        for (var i = 0; i < one.Count; i++)
        {
            if (one[i].Kind == ClaimWordKind.Negation && Denied(one, i) is { } denied && other.Exists(word => word.Stem == denied) &&
                !Enumerable.Range(0, other.Count).Any(j => other[j].Kind == ClaimWordKind.Negation && other.Skip(j + 1).Where(IsSaid).Take(2).Any(word => word.Stem == denied)))
            {
                return false;
            }
        }

        return true;
    }

    private static string? Denied(List<ClaimWord> words, int negation) => words.Skip(negation + 1).Where(IsSaid).Select(word => word.Stem).FirstOrDefault();

    private static bool IsSaid(ClaimWord word) => word.Kind is ClaimWordKind.Content or ClaimWordKind.Light or ClaimWordKind.Number;

    /// <summary>The share of neighbouring words of the claim that stand near each other and in this order in the window.</summary>
    private static double Order(List<ClaimWord> claim, ILookup<string, int> places)
    {
        string[] said = [.. claim.Where(word => word.Kind is not (ClaimWordKind.Glue or ClaimWordKind.Negation)).Select(word => word.Stem)];
        if (said.Length < 2)
        {
            return 1;
        }

        var kept = Enumerable.Range(1, said.Length - 1).Count(i => places[said[i - 1]].Any(a => places[said[i]].Any(b => b > a && b - a <= 2 * Near)));
        return kept / (double)(said.Length - 1);
    }
}
