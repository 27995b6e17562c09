using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.VectorData;

namespace MedQa.Library.Indexing;

/// <summary>
/// Search by cosine over all vectors of a space, exact for the halves that are stored: <see cref="VectorBlock"/> gives the candidates,
/// their halves from the file the order. Thread-safe.
/// </summary>
internal sealed class SqliteVectorSearch(SqliteSession session, VectorSpace space, long spaceId) : IVectorSearchable<PassageVector>, IDisposable
{
    private volatile VectorBlock? _block;

    /// <summary>Keeps what a transaction put in or took out; called after it and before the next.</summary>
    public void Changed(IReadOnlyList<long> removed, IReadOnlyList<(long Id, float[] Vector)> added)
    {
        // What is not loaded yet will be read from the file, with the change in it.
        _block?.Remove(removed);
        _block?.Append(added);
    }

    /// <summary>Reads all vectors into memory, where they are not yet. Changes wait, so that none falls between the reading and the first search.</summary>
    public VectorBlock Load(CancellationToken cancellationToken)
    {
        if (_block is null)
        {
            session.Write(_ => _block ??= session.Read(connection => ReadAll(connection, cancellationToken), cancellationToken), cancellationToken);
        }

        return _block!;
    }

    /// <summary>The best passages by cosine.</summary>
    /// <typeparam name="TInput"><see cref="ReadOnlyMemory{T}"/> of float or float[].</typeparam>
    /// <exception cref="NotSupportedException">The input is of another type, or a filter is set.</exception>
    /// <exception cref="ArgumentException">The vector does not fit the space.</exception>
    public async IAsyncEnumerable<VectorSearchResult<PassageVector>> SearchAsync<TInput>(
        TInput searchValue, int top, VectorSearchOptions<PassageVector>? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        where TInput : notnull
    {
        var query = VectorQuery.Of(searchValue, top, options, space);
        var skip = options?.Skip ?? 0;
        foreach (var hit in await Task.Run(() => Search(query.Span, top + skip, cancellationToken), cancellationToken))
        {
            if (skip-- <= 0 && !(hit.Score < options?.ScoreThreshold))
            {
                yield return new(new() { Id = hit.Id, Vector = options?.IncludeVectors == true ? hit.Vector : default }, hit.Score);
            }
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose() => _block?.Dispose();

    private List<(long Id, double Score, float[] Vector)> Search(ReadOnlySpan<float> query, int count, CancellationToken cancellationToken)
    {
        var unit = new float[query.Length];
        var norm = TensorPrimitives.Norm(query);
        if (!float.IsFinite(norm) || norm == 0)
        {
            throw new ArgumentException($"The query's length is {norm}; it must be finite and above 0.", nameof(query));
        }

        TensorPrimitives.Divide(query, norm, unit);
        var candidates = Load(cancellationToken).Candidates(unit, count, cancellationToken);
        return session.Read(connection => Rescore(connection, unit, candidates, count), cancellationToken);
    }

    private VectorBlock ReadAll(SqliteConnection connection, CancellationToken cancellationToken)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT passage, vector FROM vectors WHERE space = $space ORDER BY passage";
        command.Parameters.AddWithValue("$space", spaceId);
        using var reader = command.ExecuteReader();
        var block = new VectorBlock(space.Dimension);
        var vector = new float[space.Dimension];
        while (reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            SqliteValues.Vector(SQLitePCL.raw.sqlite3_column_blob(reader.Handle!, 1), vector);
            block.Append(reader.GetInt64(0), vector);
        }

        return block;
    }

    private static List<(long Id, double Score, float[] Vector)> Rescore(SqliteConnection connection, float[] query, List<long> candidates, int count)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT vector FROM vectors WHERE passage = $passage";
        var passage = command.Parameters.Add("$passage", SqliteType.Integer);
        var scored = new List<(long Id, double Score, float[] Vector)>(candidates.Count);
        foreach (var id in candidates)
        {
            passage.Value = id;
            using var reader = command.ExecuteReader();
            if (reader.Read())
            {
                var vector = new float[query.Length];
                SqliteValues.Vector(SQLitePCL.raw.sqlite3_column_blob(reader.Handle!, 0), vector);
                scored.Add((id, TensorPrimitives.CosineSimilarity(query, vector), vector));
            }
        }

        return [.. scored.OrderByDescending(s => s.Score).ThenBy(s => s.Id).Take(count)];
    }
}
