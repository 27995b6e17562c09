namespace MedQa.Library.Tests.Starter;

/// <summary>
/// A page of the starter library, taken apart without the library's own readers: front matter of plain <c>key: value</c> lines, the
/// <c>#</c> heading, and the text under each <c>##</c> heading.
/// </summary>
/// <param name="File">The file's name.</param>
/// <param name="Fields">The front matter, in the file's order.</param>
/// <param name="Heading">The text of the <c>#</c> heading; empty where there is none.</param>
/// <param name="Sections">Heading and text, in the file's order.</param>
/// <param name="Source">The whole file.</param>
internal sealed record StarterPage(
    string File,
    IReadOnlyList<KeyValuePair<string, string>> Fields,
    string Heading,
    IReadOnlyList<KeyValuePair<string, string>> Sections,
    string Source)
{
    private const string Fence = "---\n";

    public string Prose => string.Join(' ', Sections.Select(section => section.Value));

    public string Field(string key) => Fields.FirstOrDefault(field => field.Key == key).Value ?? "";

    /// <summary>Whether a file is a page at all: pages begin with front matter.</summary>
    public static bool IsPage(string source) => source.StartsWith(Fence, StringComparison.Ordinal);

    public static StarterPage Parse(string file, string source)
    {
        var end = IsPage(source) ? source.IndexOf("\n" + Fence, Fence.Length - 1, StringComparison.Ordinal) : -1;
        if (end < 0)
        {
            throw new FormatException($"{file} has no front matter between two lines '---'.");
        }

        var fields = source[Fence.Length..end].Split('\n')
            .Select(line => line.Split(": ", 2))
            .Select(pair => KeyValuePair.Create(pair[0], pair.Length == 2 ? pair[1] : ""))
            .ToArray();
        var parts = source[(end + 1 + Fence.Length)..].Split("\n## ");
        var heading = parts[0].Trim();
        return new StarterPage(
            file,
            fields,
            heading.StartsWith("# ", StringComparison.Ordinal) ? heading[2..] : "",
            [.. parts.Skip(1).Select(Section)],
            source);
    }

    private static KeyValuePair<string, string> Section(string part)
    {
        var lines = part.Split('\n', 2);
        return KeyValuePair.Create(lines[0], lines.Length == 2 ? lines[1].Trim() : "");
    }
}
