namespace MedQa.Library.Indexing;

/// <summary>What an index knows of a document.</summary>
/// <param name="Name">Its name in its source; one document of a name.</param>
/// <param name="Title">Its title.</param>
/// <param name="Date">Its date, or null.</param>
/// <param name="Length">Its file's bytes when it was read.</param>
/// <param name="Version">What its source said of its version when it was read (a time, a tag); only ever compared.</param>
/// <param name="Hash">SHA-256 of its file, hex.</param>
/// <param name="Recipe">How its passages were made; only ever compared. A document made by another recipe is made again.</param>
/// <param name="Problem">Why it could not be read, or null. Such a document has no passages.</param>
/// <param name="PassageCount">How many passages it has; counted by the index.</param>
/// <param name="Review">What it says of its review, or null.</param>
public sealed record DocumentEntry(
    string Name, string Title, DateOnly? Date, long Length, string Version, string Hash, string Recipe, string? Problem = null, int PassageCount = 0,
    string? Review = null);
