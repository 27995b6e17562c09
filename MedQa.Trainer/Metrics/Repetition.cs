namespace MedQa.Trainer.Metrics;

/// <summary>How much a text repeats itself.</summary>
public static class Repetition
{
    /// <summary>The words of a sequence that are compared, where nothing else is asked for: "seq-rep-4".</summary>
    public const int DefaultLength = 4;

    /// <summary>
    /// <c>1 - different n-grams / n-grams</c> of the words, split at white space and compared as they are (Welleck et al., 2020,
    /// arXiv:1908.04319): 0 where nothing comes twice, or where the text is shorter than n words.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="n">Words of a sequence.</param>
    public static double Of(string text, int n = DefaultLength)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var total = words.Length - n + 1;
        if (total <= 0)
        {
            return 0;
        }

        // Words hold no space, so the joined text tells n-grams apart.
        var different = Enumerable.Range(0, total).Select(i => string.Join(' ', words, i, n)).Distinct(StringComparer.Ordinal).Count();
        return 1 - ((double)different / total);
    }
}
