namespace MedQa.Library.Documents;

/// <summary>What a reader takes from a file.</summary>
/// <param name="Title">The document's own title, else its file's name.</param>
/// <param name="Date">The date that the document gives itself; null where it gives none.</param>
/// <param name="Sections">In reading order, none of them empty.</param>
/// <param name="Review">What the document says of its review (<c>not clinically reviewed</c>); null where it says nothing.</param>
public sealed record Document(string Title, DateOnly? Date, IReadOnlyList<DocumentSection> Sections, string? Review = null);
