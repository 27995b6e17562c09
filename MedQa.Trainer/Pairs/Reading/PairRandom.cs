using MedQa.Trainer.Training;

namespace MedQa.Trainer.Pairs.Reading;

/// <summary>The draws that pairs are made with: the same for the same seed, on every machine. Not thread-safe.</summary>
internal sealed class PairRandom(long seed, long stream)
{
    private SeededShuffle shuffle = new(seed, stream);

    /// <summary>A number from 0 to <paramref name="limit"/> - 1.</summary>
    public int Below(int limit) => shuffle.Below(limit);

    /// <summary>True in this share of the calls.</summary>
    public bool Chance(double share) => shuffle.Below(1 << 20) < share * (1 << 20);

    /// <summary>One of the items.</summary>
    public T Of<T>(IReadOnlyList<T> items) => items[shuffle.Below(items.Count)];

    /// <summary>One of the items, each as often as its weight says.</summary>
    /// <exception cref="InvalidOperationException">The weights are not positive.</exception>
    public T Weighed<T>(IReadOnlyList<(T Item, int Weight)> items)
    {
        var at = shuffle.Below(items.Sum(i => i.Weight));
        foreach (var (item, weight) in items)
        {
            at -= weight;
            if (at < 0)
            {
                return item;
            }
        }

        throw new InvalidOperationException("The weights are not positive.");
    }

    /// <summary>The items in a random order.</summary>
    public T[] Shuffled<T>(IEnumerable<T> items)
    {
        var result = items.ToArray();
        shuffle.Apply<T>(result);
        return result;
    }
}
