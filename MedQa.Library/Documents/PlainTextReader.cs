namespace MedQa.Library.Documents;

/// <summary>
/// Reads plain text. An empty line ends a paragraph, and so does a line that begins with a list mark; other line ends are spaces. A
/// first paragraph of one line, at most 100 characters long and without a full stop at its end, is the title.
/// </summary>
public sealed class PlainTextReader : IDocumentReader
{
    private const int LongestTitle = 100;

    public IReadOnlyList<string> Extensions { get; } = [".txt"];

    public Document Read(byte[] content, string name, DocumentLimits limits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var sections = new SectionBuilder(name, limits);
        var lines = new WrappedLines(sections);
        string? title = null;
        using var reader = new StringReader(TextFile.Decode(content, name));
        var paragraphs = 0;
        var pending = "";
        while (reader.ReadLine() is { } line)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (paragraphs == 0 && pending.Length == 0)
            {
                pending = line.Trim();
                continue;
            }

            if (paragraphs++ == 0)
            {
                title = line.AsSpan().Trim().IsEmpty && IsTitle(pending) ? pending : null;
                lines.Append(title is null ? pending : "");
            }

            lines.Append(line);
        }

        if (paragraphs == 0)
        {
            lines.Append(pending);
        }

        lines.End();
        return sections.Build(title, null);
    }

    private static bool IsTitle(string line) => line.Length is > 0 and <= LongestTitle && line[^1] is not ('.' or '!' or ':' or ';' or ',');
}
