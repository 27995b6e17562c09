namespace MedQa.Library.Ingestion;

/// <summary>A file of a source.</summary>
/// <param name="Name">Its name in the source, parts parted by <c>/</c>.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Version">Changes when the file does: a time, a tag. A file with the same length and version is not read again.</param>
public sealed record SourceFile(string Name, long Length, string Version);
