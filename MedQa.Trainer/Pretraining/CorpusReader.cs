using System.IO.Compression;
using System.Text;
using System.Text.Json;
using SharpCompress.Compressors.Xz;

namespace MedQa.Trainer.Pretraining;

/// <summary>Reads corpus files row by row and renders each row through its file's template.</summary>
internal static class CorpusReader
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Every row of a file, rendered.</summary>
    /// <param name="file">The file and its template.</param>
    /// <param name="path">Where the file lies.</param>
    /// <param name="holdOutEvery">Row 0 and every so many rows after it are held out; 0 holds none out.</param>
    /// <exception cref="InvalidDataException">A row is no JSON, lacks a field or is not UTF-8; names file and line, never the text.</exception>
    public static IEnumerable<CorpusDocument> Read(CorpusFile file, string path, int holdOutEvery)
    {
        var template = TextTemplate.Parse(file.Template);
        var name = file.DisplayName;
        var count = 0;
        foreach (var (line, row) in Rows(path))
        {
            string text;
            try
            {
                text = template.Render(row);
            }
            catch (FormatException e)
            {
                throw new InvalidDataException($"{path}, line {line}: {e.Message} Correct the row or the file's template.", e);
            }

            yield return new CorpusDocument(name, count, text, holdOutEvery > 0 && count % holdOutEvery == 0);
            count++;
        }
    }

    /// <summary>Every row of a file as JSON with the number of the line it begins on, from 1.</summary>
    public static IEnumerable<(int Line, JsonElement Row)> Rows(string path)
    {
        using var reader = Open(path);
        var inner = Uncompressed(path);
        var rows = inner.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase) ? JsonRows(reader, path)
            : inner.EndsWith(".txt", StringComparison.OrdinalIgnoreCase) ? TextRows(reader, path)
            : throw new InvalidDataException($"{path}: a corpus file must end in .jsonl or .txt, with .gz or .xz behind it where it is packed.");
        foreach (var row in rows)
        {
            yield return row;
        }
    }

    private static IEnumerable<(int Line, JsonElement Row)> JsonRows(StreamReader reader, string path)
    {
        var number = 0;
        while (NextLine(reader, path, number) is { } line)
        {
            number++;
            JsonElement row;
            try
            {
                using var document = JsonDocument.Parse(line);
                row = document.RootElement.Clone();
            }
            catch (JsonException e)
            {
                throw new InvalidDataException($"{path}, line {number}: the line is no JSON object (column {e.BytePositionInLine + 1}).");
            }

            if (row.ValueKind != JsonValueKind.Object)
            {
                throw new InvalidDataException($"{path}, line {number}: expected a JSON object, found {row.ValueKind}.");
            }

            yield return (number, row);
        }
    }

    private static IEnumerable<(int Line, JsonElement Row)> TextRows(StreamReader reader, string path)
    {
        var block = new StringBuilder();
        var number = 0;
        var start = 1;
        while (NextLine(reader, path, number) is { } line)
        {
            number++;
            if (line.AsSpan().Trim().Length > 0)
            {
                start = block.Length == 0 ? number : start;
                block.Append(block.Length == 0 ? "" : "\n").Append(line);
            }
            else if (block.Length > 0)
            {
                yield return (start, AsRow(block));
                block.Clear();
            }
        }

        if (block.Length > 0)
        {
            yield return (start, AsRow(block));
        }
    }

    private static JsonElement AsRow(StringBuilder text) => JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["text"] = text.ToString() });

    private static string? NextLine(StreamReader reader, string path, int number)
    {
        try
        {
            return reader.ReadLine();
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidDataException($"{path}, after line {number}: not UTF-8.", e);
        }
        catch (Exception e) when (e is SharpCompress.Common.SharpCompressException or InvalidDataException or EndOfStreamException)
        {
            throw new InvalidDataException($"{path}, after line {number}: the packed file is damaged or cut off ({e.Message}).", e);
        }
    }

    private static StreamReader Open(string path)
    {
        Stream stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        stream = Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".GZ" => new GZipStream(stream, CompressionMode.Decompress),
            ".XZ" => new BufferedStream(new XZStream(stream), 1 << 16),
            _ => stream,
        };
        return new StreamReader(stream, StrictUtf8, detectEncodingFromByteOrderMarks: false, bufferSize: 1 << 16);
    }

    private static string Uncompressed(string path) =>
        Path.GetExtension(path).ToUpperInvariant() is ".GZ" or ".XZ" ? path[..^3] : path;
}
