using MedQa.V1;

namespace MedQa.Web.Api;

/// <summary>A passage of the library as the pages show it. Its texts are anybody's: the page sets them as text.</summary>
/// <param name="Id">Grows with the passage's place in its document.</param>
/// <param name="Document">The document's name in the library.</param>
/// <param name="Headings">The outermost first.</param>
/// <param name="Page">From 1 on; 0 where the format has no pages.</param>
/// <param name="Date">YYYY-MM-DD, or empty.</param>
/// <param name="Note">What the document says of its review, or empty.</param>
internal sealed record LibraryPassage(
    long Id, string Document, string Title, IReadOnlyList<string> Headings, int Page, string Date, string Text, string Note)
{
    public static LibraryPassage From(Passage passage) => new(
        passage.Id, passage.Document, passage.Title, [.. passage.Headings], passage.Page, passage.Date, passage.Text, passage.Note);
}
