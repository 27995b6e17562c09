using System.Collections.Concurrent;

namespace MedQa.Model.Tokenization;

/// <summary>
/// Remembers the ids of words that were encoded before: most of a text is few words. Keeps the first ones up to a fixed number,
/// and no long ones, so that its size is bounded whatever the texts are. Thread-safe.
/// </summary>
internal sealed class WordCache
{
    private const int MaxWords = 1 << 16;
    private const int MaxWordLength = 48;

    private readonly ConcurrentDictionary<string, int[]> _words = new();
    private readonly ConcurrentDictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> _bySpan;
    private int _count;

    public WordCache() => _bySpan = _words.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Appends the word's ids if they are known.</summary>
    public bool TryAppend(ReadOnlySpan<char> word, List<int> ids)
    {
        if (word.Length > MaxWordLength || !_bySpan.TryGetValue(word, out var known))
        {
            return false;
        }

        ids.AddRange(known);
        return true;
    }

    /// <summary>Remembers a word, if there is room.</summary>
    public void Remember(ReadOnlySpan<char> word, ReadOnlySpan<int> ids)
    {
        if (word.Length <= MaxWordLength && Volatile.Read(ref _count) < MaxWords && _words.TryAdd(word.ToString(), ids.ToArray()))
        {
            Interlocked.Increment(ref _count);
        }
    }
}
