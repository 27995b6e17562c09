using System.Text;
using System.Text.Json;
using MedQa.Trainer.Data;

namespace MedQa.Trainer.Pretraining;

/// <summary>Reads corpus files row by row and renders each row through its file's template.</summary>
internal static class CorpusReader
{
    /// <summary>Longest line, in bytes: a whole book fits.</summary>
    private const int MaxLineBytes = 64 << 20;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Every row of a file, rendered.</summary>
    /// <param name="file">The file and its template.</param>
    /// <param name="path">Where the file lies.</param>
    /// <param name="holdOutEvery">Row 0 and every so many rows after it are held out; 0 holds none out.</param>
    /// <exception cref="DataFileException">A row is no JSON, lacks a field or is not UTF-8; names file and line, never the text.</exception>
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
                throw new DataFileException($"{path}, line {line}: {e.Message} Correct the row or the file's template.", e);
            }

            yield return new CorpusDocument(name, count, text, holdOutEvery > 0 && count % holdOutEvery == 0);
            count++;
        }
    }

    /// <summary>Every row of a file as JSON with the number of the line it begins on, from 1.</summary>
    public static IEnumerable<(long Line, JsonElement Row)> Rows(string path)
    {
        var inner = Path.GetExtension(CompressedFile.NameWithoutCompression(path)).ToLowerInvariant();
        using var stream = new BufferedStream(CompressedFile.OpenRead(path), 1 << 16);
        var lines = new BoundedLineReader(stream, path, MaxLineBytes);
        var rows = inner switch
        {
            ".jsonl" => JsonRows(lines, path),
            ".txt" => TextRows(lines, path),
            _ => throw new DataFileException($"{path}: a corpus file must end in .jsonl or .txt, with .gz or .xz behind it where it is packed."),
        };
        foreach (var row in rows)
        {
            yield return row;
        }
    }

    private static IEnumerable<(long Line, JsonElement Row)> JsonRows(BoundedLineReader lines, string path)
    {
        while (Next(lines) is { } line)
        {
            JsonElement row;
            try
            {
                using var document = JsonDocument.Parse(line);
                row = document.RootElement.Clone();
            }
            catch (JsonException e)
            {
                throw new DataFileException($"{path}, line {lines.LineNumber}: the line is no JSON object (byte {e.BytePositionInLine + 1}).");
            }

            if (row.ValueKind != JsonValueKind.Object)
            {
                throw new DataFileException($"{path}, line {lines.LineNumber}: expected a JSON object, found {row.ValueKind}.");
            }

            yield return (lines.LineNumber, row);
        }
    }

    private static IEnumerable<(long Line, JsonElement Row)> TextRows(BoundedLineReader lines, string path)
    {
        var block = new StringBuilder();
        var start = 1L;
        while (Next(lines) is { } bytes)
        {
            var line = Decode(bytes, lines, path);
            if (!string.IsNullOrWhiteSpace(line))
            {
                start = block.Length == 0 ? lines.LineNumber : start;
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

    private static string Decode(ReadOnlyMemory<byte> line, BoundedLineReader lines, string path)
    {
        try
        {
            return StrictUtf8.GetString(line.Span);
        }
        catch (DecoderFallbackException e)
        {
            throw new DataFileException($"{path}, line {lines.LineNumber}: not UTF-8.", e);
        }
    }

    /// <summary>Rows are pulled by all cores through one reader, which a lock guards: waiting for the file here holds up no one else.</summary>
    private static ReadOnlyMemory<byte>? Next(BoundedLineReader lines)
    {
        var read = lines.ReadAsync(CancellationToken.None);
        return read.IsCompletedSuccessfully ? read.Result : read.AsTask().GetAwaiter().GetResult();
    }
}
