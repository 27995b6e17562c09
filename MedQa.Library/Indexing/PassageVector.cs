using Microsoft.Extensions.VectorData;

namespace MedQa.Library.Indexing;

/// <summary>A passage's meaning, as the record of a vector store.</summary>
public sealed class PassageVector
{
    /// <summary>The passage.</summary>
    [VectorStoreKey]
    public long Id { get; set; }

    /// <summary>The vector, of length 1; empty where it was not asked for.</summary>
    public ReadOnlyMemory<float> Vector { get; set; }
}
