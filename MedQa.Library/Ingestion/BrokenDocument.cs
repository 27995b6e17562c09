namespace MedQa.Library.Ingestion;

/// <summary>A file that could not be brought in.</summary>
/// <param name="Name">Its name in its source.</param>
/// <param name="Reason">Why; never holds its text.</param>
public sealed record BrokenDocument(string Name, string Reason);
