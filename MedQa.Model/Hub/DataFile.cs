namespace MedQa.Model.Hub;

/// <summary>The one file of a data set's repository that can be read as rows; where there are several, one must be named.</summary>
internal sealed class DataFile : IHubSelection
{
    private const int MostListed = 8;

    private static readonly string[] Endings = [".parquet", ".jsonl", ".ndjson", ".json", ".jsonl.gz", ".jsonl.xz", ".json.gz", ".json.xz"];

    /// <summary>JSON files that say something about a data set and hold none of its rows.</summary>
    private static readonly string[] NoRows = ["dataset_infos.json", "dataset_info.json", "config.json"];

    /// <inheritdoc/>
    public IReadOnlyList<string> First(IReadOnlyCollection<string> names, string what)
    {
        var files = names.Where(n => !NoRows.Contains(Path.GetFileName(n)) && Endings.Any(e => n.EndsWith(e, StringComparison.OrdinalIgnoreCase))).ToList();
        return files.Count switch
        {
            1 => files,
            0 => throw new HubException($"{what} holds no file that can be read as rows ({string.Join(", ", Endings)})."),
            _ => throw new HubException(
                $"{what} holds {files.Count} data files: name one after a colon, OWNER/NAME:FILE. They are {string.Join(", ", files.Take(MostListed))}{(files.Count > MostListed ? ", …" : ".")}"),
        };
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Then(IReadOnlyCollection<string> names, string folder, string what) => [];
}
