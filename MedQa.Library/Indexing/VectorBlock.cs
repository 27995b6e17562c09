namespace MedQa.Library.Indexing;

/// <summary>
/// Vectors of length 1 in memory, 8 bits a number (<see cref="Int8Vector"/>), 16 + D bytes each. It finds every passage that can be among
/// the best: with u the query and v a vector, û and v̂ what is left of them in 8 bits,
/// |u·v − û·v̂| ≤ ‖u‖ ‖v − v̂‖ + ‖u − û‖ ‖v̂‖ (Cauchy and Schwarz), so that a vector is left out only where its upper bound is below the
/// k-th largest lower bound. Exact products over the few that remain then give the exact order. Thread-safe.
/// </summary>
/// <param name="dimension">D, numbers in a vector.</param>
internal sealed class VectorBlock(int dimension) : IDisposable
{
    private const int ChunkRows = 8_192;

    // Halves are off by 2⁻¹¹ of each number, so a stored vector is at most that much longer than 1.
    private const float LongestVector = 1.001f;

    // Covers what float32 rounds in the bounds themselves.
    private const float Slack = 1e-5f;

    private readonly ReaderWriterLockSlim _gate = new();
    private readonly List<Chunk> _chunks = [];
    private int _removed;

    /// <summary>Vectors that can be found.</summary>
    public int Count => (_chunks.Count == 0 ? 0 : ((_chunks.Count - 1) * ChunkRows) + _chunks[^1].Rows) - _removed;

    /// <summary>Appends vectors; their ids rise, and are above all that were appended before.</summary>
    public void Append(IReadOnlyList<(long Id, float[] Vector)> vectors)
    {
        _gate.EnterWriteLock();
        try
        {
            foreach (var (id, vector) in vectors)
            {
                AppendRow(id, vector);
            }
        }
        finally
        {
            _gate.ExitWriteLock();
        }
    }

    /// <summary>Appends one vector; its id is above all that were appended before.</summary>
    public void Append(long id, ReadOnlySpan<float> vector)
    {
        _gate.EnterWriteLock();
        try
        {
            AppendRow(id, vector);
        }
        finally
        {
            _gate.ExitWriteLock();
        }
    }

    /// <summary>Takes vectors out; ids that are not there are passed over.</summary>
    public void Remove(IEnumerable<long> ids)
    {
        _gate.EnterWriteLock();
        try
        {
            foreach (var id in ids)
            {
                Remove(id);
            }

            if (_removed > ChunkRows && _removed > Count / 3)
            {
                Compact();
            }
        }
        finally
        {
            _gate.ExitWriteLock();
        }
    }

    /// <summary>Every passage that can be among the best.</summary>
    /// <param name="query">The query, of length 1.</param>
    /// <param name="count">How many of the best are wanted.</param>
    /// <param name="cancellationToken">Looked at before each chunk.</param>
    /// <returns>Ids in no order: the best, and those that cannot be told from them in 8 bits.</returns>
    public List<long> Candidates(ReadOnlySpan<float> query, int count, CancellationToken cancellationToken)
    {
        var codes = new sbyte[dimension];
        var (scale, error) = Int8Vector.Quantize(query, codes);
        _gate.EnterReadLock();
        try
        {
            var found = new List<Candidate>[_chunks.Count];
            Parallel.For(0, _chunks.Count, new ParallelOptions { CancellationToken = cancellationToken }, i => found[i] = Search(_chunks[i], codes, scale, error, count));
            var best = new LowerBounds(count);
            foreach (var bound in found.SelectMany(c => c))
            {
                best.Add(bound.Lower);
            }

            return [.. found.SelectMany(c => c).Where(c => c.Upper >= best.Least).Select(c => c.Id)];
        }
        finally
        {
            _gate.ExitReadLock();
        }
    }

    public void Dispose() => _gate.Dispose();

    private List<Candidate> Search(Chunk chunk, sbyte[] query, float scale, float error, int count)
    {
        var best = new LowerBounds(count);
        var candidates = new List<Candidate>();
        for (var row = 0; row < chunk.Rows; row++)
        {
            if (chunk.Ids[row] < 0)
            {
                continue;
            }

            var product = scale * chunk.Scales[row] * Int8Vector.Dot(query, chunk.Codes.AsSpan(row * dimension, dimension));
            var slack = chunk.Errors[row] + (error * (LongestVector + chunk.Errors[row])) + Slack;
            if (product + slack >= best.Least)
            {
                candidates.Add(new(chunk.Ids[row], product - slack, product + slack));
                best.Add(product - slack);
            }
        }

        candidates.RemoveAll(c => c.Upper < best.Least);
        return candidates;
    }

    private void AppendRow(long id, ReadOnlySpan<float> vector)
    {
        if (_chunks.Count == 0 || _chunks[^1].Rows == ChunkRows)
        {
            _chunks.Add(new(dimension));
        }

        var chunk = _chunks[^1];
        var row = chunk.Rows;
        (chunk.Scales[row], chunk.Errors[row]) = Int8Vector.Quantize(vector, chunk.Codes.AsSpan(row * dimension, dimension));
        chunk.Ids[row] = id;
        chunk.Rows++;
    }

    /// <summary>Ids rise, also those of removed vectors (~id), so that both searches are by halves.</summary>
    private void Remove(long id)
    {
        var (low, high) = (0, _chunks.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = Plain(_chunks[middle].Ids[0]) <= id ? (middle, high) : (low, middle - 1);
        }

        if (_chunks.Count > 0 && id >= 0)
        {
            var chunk = _chunks[low];
            var row = Array.BinarySearch(chunk.Ids, 0, chunk.Rows, id, Comparer<long>.Create((a, b) => Plain(a).CompareTo(Plain(b))));
            if (row >= 0 && chunk.Ids[row] == id)
            {
                chunk.Ids[row] = ~id;
                _removed++;
            }
        }
    }

    private void Compact()
    {
        var old = _chunks.ToArray();
        _chunks.Clear();
        _removed = 0;
        foreach (var chunk in old)
        {
            for (var row = 0; row < chunk.Rows; row++)
            {
                if (chunk.Ids[row] >= 0)
                {
                    if (_chunks.Count == 0 || _chunks[^1].Rows == ChunkRows)
                    {
                        _chunks.Add(new(dimension));
                    }

                    _chunks[^1].Copy(chunk, row, dimension);
                }
            }
        }
    }

    private static long Plain(long id) => id < 0 ? ~id : id;

    private readonly record struct Candidate(long Id, float Lower, float Upper);

    private sealed class Chunk(int dimension)
    {
        public sbyte[] Codes { get; } = new sbyte[ChunkRows * dimension];

        public float[] Scales { get; } = new float[ChunkRows];

        public float[] Errors { get; } = new float[ChunkRows];

        /// <summary>Of a removed vector ~id, which is below 0.</summary>
        public long[] Ids { get; } = new long[ChunkRows];

        public int Rows { get; set; }

        public void Copy(Chunk from, int row, int dimension)
        {
            from.Codes.AsSpan(row * dimension, dimension).CopyTo(Codes.AsSpan(Rows * dimension));
            (Scales[Rows], Errors[Rows], Ids[Rows]) = (from.Scales[row], from.Errors[row], from.Ids[row]);
            Rows++;
        }
    }
}
