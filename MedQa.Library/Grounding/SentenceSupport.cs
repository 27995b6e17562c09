namespace MedQa.Library.Grounding;

/// <summary>
/// Ties a sentence to the part of a passage that says it: a window of at most <see cref="MostSentences"/> sentences in a row, with the
/// passage's title and headings. The score is the weighted share of the sentence's words that the window holds, by stems and with what stands for
/// them, and for 15 in 100 the share of neighbours that stand in the same order. A window does not count at all where
/// <see cref="SupportWindow.Contradicts"/> finds another number, name or bound, something denied on one side only, a condition cut off or a word
/// put in another's place; and where a sentence that does not count holds more of the words than the best window, nothing supports the claim:
/// it is that sentence, turned. Rules, not a model: the same sentence gets the same citation each time, and nothing in a text can talk it round.
/// Thread-safe.
/// </summary>
/// <param name="passages">What the prompt held.</param>
public sealed class SentenceSupport(IReadOnlyList<ContextPassage> passages)
{
    /// <summary>From which score on a sentence counts as supported, if nothing else is said.</summary>
    public const double DefaultThreshold = 0.8;

    /// <summary>The most sentences of a window.</summary>
    public const int MostSentences = 3;

    // A longer window must be so much better for each sentence more: the shorter one is the better citation.
    private const double CostOfSentence = 0.05;

    private readonly SupportText[] _texts = [.. passages.Select(passage => new SupportText(passage.Source))];

    /// <summary>The best support for a sentence, however weak; null where no window can be it.</summary>
    public Support? Find(string sentence)
    {
        ArgumentNullException.ThrowIfNull(sentence);
        var claim = new Claim(sentence);
        var (best, rank, bestCoverage, turnedCoverage) = (default(Support), 0.0, 0.0, 0.0);
        for (var i = 0; i < _texts.Length; i++)
        {
            for (var length = 1; length <= MostSentences; length++)
            {
                for (var first = 0; first + length <= _texts[i].Sentences.Count; first++)
                {
                    var window = new SupportWindow(claim, _texts[i], first, length);
                    var coverage = window.Coverage();
                    var score = window.Score(coverage);
                    var ranked = score - (CostOfSentence * length);
                    if (score > 0 && (best is null || ranked > rank + 1e-9))
                    {
                        (best, rank, bestCoverage) = (new(i, _texts[i].Span(first, length), score), ranked, coverage);
                    }
                    else if (score <= 0 && length == 1)
                    {
                        turnedCoverage = Math.Max(turnedCoverage, coverage);
                    }
                }
            }
        }

        return bestCoverage < turnedCoverage - 1e-9 ? null : best;
    }
}
