using System.Text.Json;

namespace MedQa.Trainer.Reports;

/// <summary>Reads a report's JSON as a file from outside: bounded, complete, and consistent in itself.</summary>
public static class ReportReader
{
    /// <summary>The most bytes a report may have; one of 1,000 rows has about 15 million.</summary>
    public const long MaxBytes = 256L << 20;

    /// <summary>Reads a report.</summary>
    /// <param name="path">A report.json.</param>
    /// <exception cref="InvalidDataException">It is too long, no report of this format, or contradicts itself; says where, never with a row's text.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    public static EvaluationReport Read(string path)
    {
        using var stream = File.OpenRead(path);
        if (stream.Length > MaxBytes)
        {
            throw new InvalidDataException($"{path} has {stream.Length} bytes; a report has at most {MaxBytes}.");
        }

        var json = new byte[stream.Length];
        stream.ReadExactly(json);
        return Read(json, path);
    }

    /// <summary>Reads a report's bytes.</summary>
    /// <param name="where">Its place, for messages.</param>
    internal static EvaluationReport Read(ReadOnlySpan<byte> json, string where)
    {
        try
        {
            RequireNoNullInArrays(json);
            var report = JsonSerializer.Deserialize<EvaluationReport>(json, ReportJson.Options)!;
            ReportCheck.Check(report);
            return report;
        }
        catch (JsonException e)
        {
            // Not the serializer's own message, which may quote the file.
            throw new InvalidDataException($"{where} is no report of format {EvaluationReport.CurrentVersion}: no JSON of that shape in line {e.LineNumber + 1}. Evaluate again to make one.", e);
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException)
        {
            throw new InvalidDataException($"{where} is no sound report: {e.Message.TrimEnd('.')}. Evaluate again to make one.", e);
        }
    }

    /// <summary>No list of a report has holes, but the serializer would let them pass.</summary>
    private static void RequireNoNullInArrays(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new() { MaxDepth = ReportJson.Options.MaxDepth });
        var previous = JsonTokenType.None;
        while (reader.Read())
        {
            // A null in an object follows its property's name; the whole file must not be null either.
            if (reader.TokenType == JsonTokenType.Null && previous != JsonTokenType.PropertyName)
            {
                throw new InvalidDataException($"there is a null where no value may be missing, at byte {reader.TokenStartIndex}");
            }

            previous = reader.TokenType;
        }
    }
}
