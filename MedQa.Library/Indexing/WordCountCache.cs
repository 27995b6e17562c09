using System.Collections.Concurrent;

namespace MedQa.Library.Indexing;

/// <summary>In how many passages words stand, kept for the state of an index that they were counted in. Thread-safe.</summary>
internal sealed class WordCountCache
{
    // Some 10 MB. A longer word is no word that many ask for.
    private const int Most = 100_000;
    private const int Longest = 64;

    private volatile State _state = new(-1);

    /// <summary>The word's count.</summary>
    /// <param name="change">The number of the last change that the reader sees; rises with every change.</param>
    /// <param name="word">The word.</param>
    /// <param name="count">Counts it in the index.</param>
    public long Of(long change, string word, Func<string, long> count)
    {
        if (word.Length > Longest)
        {
            return count(word);
        }

        var state = _state;
        if (state.Change < change || (state.Change == change && state.Counts.Count >= Most))
        {
            _state = state = new(change);
        }

        // A reader that began before the last change sees an older state, of which nothing is kept.
        return state.Change == change ? state.Counts.GetOrAdd(word, count) : count(word);
    }

    private sealed class State(long change)
    {
        public long Change => change;

        public ConcurrentDictionary<string, long> Counts { get; } = new(StringComparer.Ordinal);
    }
}
