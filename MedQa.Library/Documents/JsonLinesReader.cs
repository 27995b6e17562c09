using System.Text.Json;

namespace MedQa.Library.Documents;

/// <summary>
/// Reads JSON lines: each line an object with <c>text</c>, and if it has them <c>title</c>, <c>date</c> (ISO 8601) and <c>page</c>. A line is
/// a section; its title is the section's heading. Paragraphs are parted by line feeds. Other keys are passed over.
/// </summary>
public sealed class JsonLinesReader : IDocumentReader
{
    public IReadOnlyList<string> Extensions { get; } = [".jsonl", ".ndjson"];

    public Document Read(byte[] content, string name, DocumentLimits limits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var sections = new SectionBuilder(name, limits);
        using var reader = new StringReader(TextFile.Decode(content, name));
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!string.IsNullOrWhiteSpace(line))
            {
                Append(line, number, name, sections);
            }
        }

        return sections.Build(Path.GetFileNameWithoutExtension(name), null);
    }

    private static void Append(string line, int number, string name, SectionBuilder sections)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.ValueKind != JsonValueKind.Object || Text(json.RootElement, "text") is not { } text)
            {
                throw new DocumentException(name, $"has no object with a \"text\" in line {number:N0}.");
            }

            sections.Heading(2, Text(json.RootElement, "title") ?? "");
            sections.Date = DocumentDate.Parse(Text(json.RootElement, "date"));
            sections.Page = json.RootElement.TryGetProperty("page", out var page) && page.ValueKind == JsonValueKind.Number && page.TryGetInt32(out var n) ? n : null;
            foreach (var paragraph in text.Split('\n'))
            {
                sections.Append(paragraph);
                sections.EndParagraph();
            }

            sections.EndSection();
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // The second is a string with half a surrogate pair.
            throw new DocumentException(name, $"is no JSON in line {number:N0}.");
        }
    }

    private static string? Text(JsonElement json, string key) =>
        json.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
