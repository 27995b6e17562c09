namespace MedQa.Library.Ingestion;

/// <summary>How far an ingestion is.</summary>
/// <param name="FilesDone">Files done, unchanged ones included.</param>
/// <param name="FilesTotal">Files there are.</param>
/// <param name="Passages">Passages brought in so far by this run.</param>
/// <param name="CurrentName">The file worked on; null at the end.</param>
public readonly record struct IngestionProgress(int FilesDone, int FilesTotal, int Passages, string? CurrentName);
