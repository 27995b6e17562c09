using System.Runtime.CompilerServices;
using System.Text.Json;

namespace MedQa.Trainer.Data;

/// <summary>One JSON object a line; blank lines are passed over.</summary>
internal static class JsonLinesSource
{
    private static readonly JsonDocumentOptions _options = new() { MaxDepth = JsonFields.MaxDepth };

    public static async IAsyncEnumerable<RawRow> ReadAsync(Stream stream, string name, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var lines = new BoundedLineReader(stream, name, DataLimits.MaxRowBytes);
        while (await lines.ReadAsync(cancellationToken) is { } line)
        {
            if (!line.Span.ContainsAnyExcept(" \t"u8))
            {
                continue;
            }

            yield return Parse($"line {lines.LineNumber}", line);
        }
    }

    private static RawRow Parse(string place, ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line, _options);
            return JsonFields.ToRow(place, null, document.RootElement);
        }
        catch (JsonException error)
        {
            return RawRow.Broken(place, $"is not valid JSON at byte {error.BytePositionInLine}.");
        }
    }
}
