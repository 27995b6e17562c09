namespace MedQa.Trainer.Training;

/// <summary>
/// Random orders that depend on a seed and a stream's number alone, on every machine and version: Fisher-Yates over
/// SplitMix64 (Steele, Lea and Flood, 2014).
/// </summary>
internal struct SeededShuffle
{
    private ulong state;

    /// <param name="seed">The run's seed.</param>
    /// <param name="stream">Which of the run's orders: an epoch's number, for one.</param>
    public SeededShuffle(long seed, long stream)
    {
        state = unchecked((ulong)seed * 0x9E3779B97F4A7C15UL) ^ unchecked((ulong)stream * 0xD1B54A32D192ED03UL);
        Next();
    }

    /// <summary>A random order of 0 … count-1.</summary>
    public static int[] Permutation(int count, long seed, long stream)
    {
        var order = Enumerable.Range(0, count).ToArray();
        new SeededShuffle(seed, stream).Apply<int>(order);
        return order;
    }

    /// <summary>Puts the items in a random order.</summary>
    public void Apply<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>A number from 0 to <paramref name="limit"/> - 1, each as likely up to one part in 2^64 / limit.</summary>
    public int Below(int limit) => (int)Math.BigMul(Next(), (ulong)limit, out _);

    private ulong Next()
    {
        state += 0x9E3779B97F4A7C15UL;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
