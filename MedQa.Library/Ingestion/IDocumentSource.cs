namespace MedQa.Library.Ingestion;

/// <summary>Where documents lie: a folder, or a store of blobs.</summary>
public interface IDocumentSource
{
    /// <summary>Names the source in messages.</summary>
    string Description { get; }

    /// <summary>All files, in any order. What is not listed counts as removed, so a source that cannot be read whole throws.</summary>
    /// <exception cref="IOException">The source cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It, or a part of it, must not be read.</exception>
    Task<IReadOnlyList<SourceFile>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Opens a file that was listed.</summary>
    /// <exception cref="IOException">It is gone, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be read.</exception>
    Task<Stream> OpenAsync(string name, CancellationToken cancellationToken);
}
