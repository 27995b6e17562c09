namespace MedQa.Library.Ingestion;

/// <summary>What an ingestion did.</summary>
/// <param name="Added">Documents that are new.</param>
/// <param name="Updated">Documents that changed, or that are made in another way now.</param>
/// <param name="Unchanged">Documents left as they were.</param>
/// <param name="Removed">Documents whose files are gone.</param>
/// <param name="Passages">Passages brought in.</param>
/// <param name="Broken">Files that could not be read, in this run or before and not changed since.</param>
public sealed record IngestionReport(int Added, int Updated, int Unchanged, int Removed, int Passages, IReadOnlyList<BrokenDocument> Broken);
