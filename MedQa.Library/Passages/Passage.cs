namespace MedQa.Library.Passages;

/// <summary>A few sentences of a document, under one heading and on one page: what is found, read by the model and cited.</summary>
/// <param name="Headings">The headings above it, the outermost first.</param>
/// <param name="Page">Its page, where the format has pages.</param>
/// <param name="Date">Its date; null where neither it nor its document has one.</param>
/// <param name="Text">Its text; paragraphs are parted by line feeds.</param>
/// <param name="Sentences">Where its sentences are in <paramref name="Text"/>, in order and without white space around them.</param>
public sealed record Passage(IReadOnlyList<string> Headings, int? Page, DateOnly? Date, string Text, IReadOnlyList<TextSpan> Sentences);
