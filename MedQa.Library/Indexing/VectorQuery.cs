using Microsoft.Extensions.VectorData;

namespace MedQa.Library.Indexing;

/// <summary>What an index's search by meaning is asked, checked the same in each index.</summary>
internal static class VectorQuery
{
    /// <summary>The query's numbers.</summary>
    /// <typeparam name="TInput"><see cref="ReadOnlyMemory{T}"/> of float or float[].</typeparam>
    /// <exception cref="NotSupportedException">The input is of another type, or a filter is set.</exception>
    /// <exception cref="ArgumentException">The vector does not fit the space, or nothing is asked for.</exception>
    public static ReadOnlyMemory<float> Of<TInput>(TInput searchValue, int top, VectorSearchOptions<PassageVector>? options, VectorSpace space)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        if (options?.Filter is not null)
        {
            throw new NotSupportedException("Passages cannot be filtered by an expression.");
        }

        var query = searchValue switch
        {
            ReadOnlyMemory<float> memory => memory,
            float[] array => array,
            _ => throw new NotSupportedException($"A query is a vector of floats, not a {typeof(TInput).Name}; encode a text first."),
        };
        return query.Length == space.Dimension
            ? query
            : throw new ArgumentException($"The query has {query.Length} numbers, the index's vectors {space.Dimension}.", nameof(searchValue));
    }
}
