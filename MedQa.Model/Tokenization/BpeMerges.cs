using System.Runtime.InteropServices;

namespace MedQa.Model.Tokenization;

/// <summary>
/// Byte-pair encoding's merges (Sennrich et al. 2016, arXiv:1508.07909): of all neighbouring pairs that have a merge, the one of the
/// lowest rank becomes one symbol, the leftmost first where ranks are equal, until no pair has one.
/// Symbols are any ints; the result of a merge is a token id. Thread-safe once built.
/// </summary>
internal sealed class BpeMerges
{
    private readonly Dictionary<long, (int Rank, int Id)> _merges;

    /// <param name="capacity">About how many merges follow.</param>
    public BpeMerges(int capacity) => _merges = new(capacity);

    /// <summary>Adds a merge; of two for the same pair the first stays.</summary>
    public void Add(int left, int right, int rank, int id) => _merges.TryAdd(Key(left, right), (rank, id));

    /// <summary>Merges the symbols in place and drops those that were merged away. Time O(n log n).</summary>
    public void Apply(List<int> symbols)
    {
        var n = symbols.Count;
        if (n < 2)
        {
            return;
        }

        var ids = CollectionsMarshal.AsSpan(symbols);
        // A doubly linked list of the symbols that are left: next[i] is n at the end, and -1 where symbol i was merged away.
        var next = new int[n];
        var previous = new int[n];
        // A pair's symbols, by its rank and then its place.
        var queue = new PriorityQueue<long, long>();
        for (var i = 0; i < n; i++)
        {
            (previous[i], next[i]) = (i - 1, i + 1);
            if (i > 0)
            {
                Offer(queue, i - 1, ids[i - 1], ids[i]);
            }
        }

        while (queue.TryDequeue(out var pair, out var order))
        {
            var left = (int)order;
            var right = next[left];
            if (right < 0 || right == n || Key(ids[left], ids[right]) != pair)
            {
                continue;
            }

            ids[left] = _merges[pair].Id;
            var after = next[right];
            (next[left], next[right]) = (after, -1);
            if (after < n)
            {
                previous[after] = left;
                Offer(queue, left, ids[left], ids[after]);
            }

            if (previous[left] >= 0)
            {
                Offer(queue, previous[left], ids[previous[left]], ids[left]);
            }
        }

        var count = 0;
        for (var i = 0; i < n; i = next[i])
        {
            ids[count++] = ids[i];
        }

        symbols.RemoveRange(count, n - count);
    }

    private static long Key(int left, int right) => ((long)left << 32) | (uint)right;

    private void Offer(PriorityQueue<long, long> queue, int left, int leftId, int rightId)
    {
        var pair = Key(leftId, rightId);
        if (_merges.TryGetValue(pair, out var merge))
        {
            queue.Enqueue(pair, ((long)merge.Rank << 32) | (uint)left);
        }
    }
}
