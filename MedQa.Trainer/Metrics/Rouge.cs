namespace MedQa.Trainer.Metrics;

/// <summary>
/// ROUGE (Lin, 2004) as google-research's rouge_score computes it: clipped n-gram counts, the longest common subsequence, and
/// Lsum, where each line of the reference is matched with all lines of the candidate and no word counts twice.
/// </summary>
public static class Rouge
{
    /// <summary>Scores a candidate against a reference.</summary>
    /// <param name="candidate">The text to judge.</param>
    /// <param name="reference">The text it should be like.</param>
    /// <param name="stem">Whether to compare stems (NLTK's Porter).</param>
    public static RougeScores Score(string candidate, string reference, bool stem = false)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(reference);
        var candidateWords = RougeTokenizer.Tokenize(candidate, stem);
        var referenceWords = RougeTokenizer.Tokenize(reference, stem);
        return new(
            NGrams(candidateWords, referenceWords, 1),
            NGrams(candidateWords, referenceWords, 2),
            RougeScore.Of(LongestCommonSubsequence.Length(referenceWords, candidateWords), candidateWords.Count, referenceWords.Count),
            Lsum(Lines(candidate, stem), Lines(reference, stem)));
    }

    private static RougeScore NGrams(IReadOnlyList<string> candidate, IReadOnlyList<string> reference, int n)
    {
        var counts = Count(candidate, n);
        var hits = Count(reference, n).Sum(pair => Math.Min(pair.Value, counts.GetValueOrDefault(pair.Key)));
        return RougeScore.Of(hits, Math.Max(0, candidate.Count - n + 1), Math.Max(0, reference.Count - n + 1));
    }

    private static Dictionary<string, int> Count(IReadOnlyList<string> words, int n)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i + n <= words.Count; i++)
        {
            // Words hold no space, so the joined text tells n-grams apart.
            var gram = string.Join(' ', words.Skip(i).Take(n));
            counts[gram] = counts.GetValueOrDefault(gram) + 1;
        }

        return counts;
    }

    private static List<IReadOnlyList<string>> Lines(string text, bool stem) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => RougeTokenizer.Tokenize(line, stem))];

    private static RougeScore Lsum(List<IReadOnlyList<string>> candidate, List<IReadOnlyList<string>> reference)
    {
        var left = Count([.. candidate.SelectMany(line => line)], 1);
        var leftOfReference = Count([.. reference.SelectMany(line => line)], 1);
        var hits = 0;
        foreach (var line in reference)
        {
            var union = new SortedSet<int>(candidate.SelectMany(other => LongestCommonSubsequence.Indices(line, other)));
            foreach (var word in union.Select(i => line[i]))
            {
                if (left.GetValueOrDefault(word) > 0 && leftOfReference[word] > 0)
                {
                    hits++;
                    left[word]--;
                    leftOfReference[word]--;
                }
            }
        }

        return RougeScore.Of(hits, candidate.Sum(l => l.Count), reference.Sum(l => l.Count));
    }
}
