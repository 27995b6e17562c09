namespace MedQa.Trainer.Metrics;

/// <summary>The longest common subsequence of two word lists, by the usual table.</summary>
internal static class LongestCommonSubsequence
{
    /// <summary>Its length. Keeps two rows of the table.</summary>
    public static int Length(IReadOnlyList<string> reference, IReadOnlyList<string> candidate)
    {
        var (above, row) = (new int[candidate.Count + 1], new int[candidate.Count + 1]);
        foreach (var word in reference)
        {
            for (var j = 1; j <= candidate.Count; j++)
            {
                row[j] = word == candidate[j - 1] ? above[j - 1] + 1 : Math.Max(above[j], row[j - 1]);
            }

            (above, row) = (row, above);
        }

        return above[^1];
    }

    /// <summary>
    /// Where it lies in the reference, ascending. Of several the one that rouge_score reads out of the table: from the end,
    /// leaving a word of the candidate only where that alone keeps the length.
    /// </summary>
    public static IReadOnlyList<int> Indices(IReadOnlyList<string> reference, IReadOnlyList<string> candidate)
    {
        var table = new int[reference.Count + 1, candidate.Count + 1];
        for (var i = 1; i <= reference.Count; i++)
        {
            for (var j = 1; j <= candidate.Count; j++)
            {
                table[i, j] = reference[i - 1] == candidate[j - 1] ? table[i - 1, j - 1] + 1 : Math.Max(table[i - 1, j], table[i, j - 1]);
            }
        }

        var indices = new List<int>();
        for (var (i, j) = (reference.Count, candidate.Count); i > 0 && j > 0;)
        {
            if (reference[i - 1] == candidate[j - 1])
            {
                indices.Add(i - 1);
                (i, j) = (i - 1, j - 1);
            }
            else if (table[i, j - 1] > table[i - 1, j])
            {
                j--;
            }
            else
            {
                i--;
            }
        }

        indices.Reverse();
        return indices;
    }
}
