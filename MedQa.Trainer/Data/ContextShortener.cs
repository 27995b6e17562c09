namespace MedQa.Trainer.Data;

/// <summary>Makes a context fit by leaving out whole words from its end.</summary>
internal static class ContextShortener
{
    /// <summary>The passages as they are where they fit, else one text: the most words from their beginning that fit; none where no word does.</summary>
    /// <param name="passages">The passages.</param>
    /// <param name="length">The length, in tokens, of the whole with these passages. Grows with the number of words, so the most that fit are found by halving.</param>
    /// <param name="maxLength">Most tokens.</param>
    /// <returns>What is left, or null where even none of the words is too long.</returns>
    public static IReadOnlyList<string>? Fit(IReadOnlyList<string> passages, Func<IReadOnlyList<string>, int> length, int maxLength)
    {
        if (length(passages) <= maxLength)
        {
            return passages;
        }

        if (length([]) > maxLength)
        {
            return null;
        }

        var text = string.Join(' ', passages);
        var ends = WordEnds(text);
        var (low, high) = (0, ends.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (length([text[..ends[middle - 1]]]) <= maxLength)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low == 0 ? [] : [text[..ends[low - 1]]];
    }

    private static List<int> WordEnds(string text)
    {
        var ends = new List<int>();
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsWhiteSpace(text[i]) && (i + 1 == text.Length || char.IsWhiteSpace(text[i + 1])))
            {
                ends.Add(i + 1);
            }
        }

        return ends;
    }
}
