namespace MedQa.Library.Indexing;

/// <summary>Searches an index's words.</summary>
public static class WordSearches
{
    /// <summary>The passages that hold any of the words, which all count the same; see <see cref="IPassageIndex.SearchWordsAsync"/>.</summary>
    public static Task<IReadOnlyList<PassageHit>> SearchWordsAsync(this IPassageIndex index, IReadOnlyList<string> words, int count, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(words);
        return index.SearchWordsAsync([.. words.Select(word => new WeightedWord(word))], count, cancellationToken);
    }

    /// <summary>What every index checks of a search.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Nothing is asked for, or a weight is not above 0.</exception>
    internal static void Check(IReadOnlyList<WeightedWord> words, int count)
    {
        ArgumentNullException.ThrowIfNull(words);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        foreach (var word in words)
        {
            if (!double.IsFinite(word.Weight) || word.Weight <= 0)
            {
                throw new ArgumentOutOfRangeException(nameof(words), word.Weight, "A word's weight must be a finite number above 0.");
            }
        }
    }
}
