using System.Globalization;
using System.Runtime.CompilerServices;
using MedQa.Library.Indexing;
using Microsoft.Extensions.VectorData;
using Npgsql;

namespace MedQa.Library.Postgres;

/// <summary>
/// Search by cosine with pgvector, over all vectors of a space or by its HNSW graph. Nothing is kept in memory: every process sees every
/// other's changes. Thread-safe.
/// </summary>
internal sealed class PostgresVectorSearch(PostgresSession session, VectorSpace space, int spaceId, bool hnsw) : IVectorSearchable<PassageVector>
{
    // pgvector's own bounds for hnsw.ef_search, and its default.
    private const int LeastEf = 40;
    private const int MostEf = 1_000;

    /// <summary>The best passages by cosine.</summary>
    /// <typeparam name="TInput"><see cref="ReadOnlyMemory{T}"/> of float or float[].</typeparam>
    /// <exception cref="NotSupportedException">The input is of another type, or a filter is set.</exception>
    /// <exception cref="ArgumentException">The vector does not fit the space.</exception>
    public async IAsyncEnumerable<VectorSearchResult<PassageVector>> SearchAsync<TInput>(
        TInput searchValue, int top, VectorSearchOptions<PassageVector>? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        where TInput : notnull
    {
        var query = VectorQuery.Of(searchValue, top, options, space);
        var unit = StoredText.OfVector(query.Span, "The query", nameof(searchValue));
        var withVectors = options?.IncludeVectors == true;
        foreach (var hit in await session.ReadAsync(connection => SearchAsync(connection, unit, top, options?.Skip ?? 0, withVectors, cancellationToken), cancellationToken))
        {
            if (!(hit.Score < options?.ScoreThreshold))
            {
                yield return hit;
            }
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    private async Task<List<VectorSearchResult<PassageVector>>> SearchAsync(NpgsqlConnection connection, string unit, int top, int skip, bool withVectors, CancellationToken cancellationToken)
    {
        // The graph belongs to the vectors as vector(D): a search over the plain column looks at all of them. It holds no more than ef_search.
        var byGraph = hnsw && (long)top + skip <= MostEf;
        var distance = byGraph ? $"(vector::vector({space.Dimension})) <#> @query::vector({space.Dimension})" : "vector <#> @query::vector";
        await using var transaction = byGraph ? await connection.BeginTransactionAsync(cancellationToken) : null;
        if (byGraph)
        {
            await using var wide = PostgresSession.Command(
                connection, "SELECT set_config('hnsw.ef_search', @ef, true)", ("ef", Math.Max(LeastEf, top + skip).ToString(CultureInfo.InvariantCulture)));
            await wide.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var command = PostgresSession.Command(
            connection,
            $"""
            SELECT passage, -distance{(withVectors ? ", vector::real[]" : "")} FROM (
              SELECT passage, vector, {distance} AS distance FROM {session.Schema}.vectors WHERE space = {spaceId} ORDER BY distance, passage LIMIT @most) AS nearest
            ORDER BY distance, passage OFFSET @skip
            """,
            ("query", unit), ("most", (long)top + skip), ("skip", (long)skip));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var hits = new List<VectorSearchResult<PassageVector>>();
        while (await reader.ReadAsync(cancellationToken))
        {
            hits.Add(new(new() { Id = reader.GetInt64(0), Vector = withVectors ? reader.GetFieldValue<float[]>(2) : default }, reader.GetDouble(1)));
        }

        return hits;
    }
}
