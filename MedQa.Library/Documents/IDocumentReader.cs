namespace MedQa.Library.Documents;

/// <summary>Reads one format. Thread-safe.</summary>
public interface IDocumentReader
{
    /// <summary>The file extensions read, small letters with the dot.</summary>
    IReadOnlyList<string> Extensions { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="content">The whole file, at most <see cref="DocumentLimits.MaxBytes"/> long.</param>
    /// <param name="name">The file's name in its source, for the title and for messages.</param>
    /// <param name="limits">What the file may cost.</param>
    /// <param name="cancellationToken">Looked at between parts of the file.</param>
    /// <exception cref="DocumentException">The file is broken or passes a limit.</exception>
    Document Read(byte[] content, string name, DocumentLimits limits, CancellationToken cancellationToken);
}
