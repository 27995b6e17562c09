namespace MedQa.Web.Api;

/// <summary>The library's passages for a question, the best first.</summary>
/// <param name="Relevant">Whether an answer would be drawn from them.</param>
internal sealed record SearchReply(bool Relevant, IReadOnlyList<LibraryPassage> Passages);
