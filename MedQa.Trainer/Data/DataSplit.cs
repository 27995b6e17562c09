using System.Text.Json;

namespace MedQa.Trainer.Data;

/// <summary>
/// Which rows are trained on, watched and tested. Read from <c>{"train": [ids], "validation": [ids], "test": [ids]}</c>, any
/// of the three, or from PubMedQA's <c>test_ground_truth.json</c>, <c>{"id": "decision", …}</c>, whose keys are the test.
/// </summary>
/// <param name="Train">Ids to train on.</param>
/// <param name="Validation">Ids to watch while training.</param>
/// <param name="Test">Ids never trained on.</param>
public sealed record DataSplit(IReadOnlyList<string> Train, IReadOnlyList<string> Validation, IReadOnlyList<string> Test)
{
    private static readonly string[] _parts = ["train", "validation", "test"];

    /// <summary>The name of PubMedQA's list of official test ids, looked for beside the data file.</summary>
    public const string OfficialTestFileName = "test_ground_truth.json";

    /// <summary>Where that list is looked for: a full path, whether or not there is a file.</summary>
    /// <param name="data">The data file.</param>
    public static string OfficialTestBeside(string data) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(data))!, OfficialTestFileName);

    /// <summary>Reads a split.</summary>
    /// <exception cref="DataFileException">The file can't be read, or an id is in two parts or twice in one.</exception>
    public static async Task<DataSplit> LoadAsync(string path, CancellationToken cancellationToken = default)
    {
        using var document = await ReadJsonAsync(path, cancellationToken);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new DataFileException($"{path}: must be a JSON object with train, validation or test, or with a decision for each id.");
        }

        if (!_parts.Any(p => root.TryGetProperty(p, out _)))
        {
            return new DataSplit([], [], Unique(path, "test", root.EnumerateObject().Select(p => p.Name)));
        }

        var parts = _parts.Select(p => Part(path, root, p)).ToList();
        Unique(path, "train, validation and test", parts.SelectMany(p => p));
        return new DataSplit(parts[0], parts[1], parts[2]);
    }

    /// <summary>
    /// The rows of these ids, in the order of their ids as texts (ordinal), so that a result doesn't hang on the file's order.
    /// </summary>
    /// <exception cref="DataFileException">Ids are not in the data; the message gives how many and the first.</exception>
    public static IReadOnlyList<QaRow> Select(IEnumerable<QaRow> rows, IReadOnlyCollection<string> ids)
    {
        var byId = rows.ToDictionary(r => r.Id, StringComparer.Ordinal);
        var missing = ids.Where(id => !byId.ContainsKey(id)).ToList();
        if (missing.Count > 0)
        {
            throw new DataFileException($"{missing.Count} of the split's {ids.Count} ids are not in the data, the first is {missing[0]}.");
        }

        return [.. ids.Order(StringComparer.Ordinal).Select(id => byId[id])];
    }

    /// <summary>The rows of none of these ids, in the order of their ids as texts (ordinal).</summary>
    public static IReadOnlyList<QaRow> SelectOthers(IEnumerable<QaRow> rows, IEnumerable<string> ids)
    {
        var left = ids.ToHashSet(StringComparer.Ordinal);
        return [.. rows.Where(r => !left.Contains(r.Id)).OrderBy(r => r.Id, StringComparer.Ordinal)];
    }

    private static async Task<JsonDocument> ReadJsonAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = File.OpenRead(path);
            if (stream.Length > DataLimits.MaxSplitBytes)
            {
                throw new DataFileException($"{path}: {stream.Length} bytes are more than the {DataLimits.MaxSplitBytes} that a split may have.");
            }

            return await JsonDocument.ParseAsync(stream, new JsonDocumentOptions { MaxDepth = 4 }, cancellationToken);
        }
        catch (JsonException error)
        {
            throw new DataFileException($"{path}, line {(error.LineNumber ?? 0) + 1}: is not valid JSON.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataFileException($"{path}: {error.Message}", error);
        }
    }

    private static List<string> Part(string path, JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var list))
        {
            return [];
        }

        if (list.ValueKind != JsonValueKind.Array)
        {
            throw new DataFileException($"{path}, field {name}: must be a list of ids.");
        }

        return Unique(path, name, list.EnumerateArray().Select((id, i) => id.ValueKind switch
        {
            JsonValueKind.Number when id.TryGetInt64(out var number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture),
            JsonValueKind.String => id.GetString()!,
            _ => throw new DataFileException($"{path}, field {name}[{i}]: must be an id, a text or a whole number."),
        }));
    }

    private static List<string> Unique(string path, string where, IEnumerable<string> ids)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var result = new List<string>();
        foreach (var id in ids)
        {
            if (!seen.Add(id))
            {
                throw new DataFileException($"{path}: id {id} is there twice in {where}.");
            }

            result.Add(id);
        }

        return result;
    }
}
