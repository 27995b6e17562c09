namespace MedQa.Library.Documents;

/// <summary>Text under one heading, on one page.</summary>
/// <param name="Headings">The headings above it, the outermost first; the document's title is not among them.</param>
/// <param name="Page">The page, from 1 on, where the format has pages.</param>
/// <param name="Date">The date of this section alone, where it differs from the document's (a line of a JSON lines file).</param>
/// <param name="Text">Paragraphs, each ended by a line feed but the last; inside a paragraph there are single spaces and no line ends.</param>
public sealed record DocumentSection(IReadOnlyList<string> Headings, int? Page, DateOnly? Date, string Text);
