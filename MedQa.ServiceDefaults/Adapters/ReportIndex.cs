namespace MedQa.ServiceDefaults.Adapters;

/// <summary>A report's <c>index.json</c>, which is written last and makes the report visible. Read as input from outside.</summary>
internal static class ReportIndex
{
    public const string FileName = "index.json";

    private const int MaxFigures = 64;
    private const int MaxCharacters = 200;

    /// <summary>What to do where a report is not what was attached.</summary>
    public const string Remedy = "Attach the report again.";

    /// <summary>What a report is called in messages.</summary>
    public static string Title(string name, int version, string report) => $"Report '{report}' of adapter '{name}' version {version}";

    public static AdapterStoreException Missing(string title, AdapterFile file) => new($"{title}: {file.Name} is missing in the store. {Remedy}");

    /// <summary>Hashes the report's two files in a folder and names the report.</summary>
    /// <exception cref="AdapterStoreException">A file is missing or too long, or the summary can't be kept.</exception>
    public static async Task<AdapterReport> CreateAsync(string folder, ReportSummary summary, CancellationToken cancellationToken)
    {
        var files = new List<AdapterFile>();
        foreach (var name in (string[])[AdapterReport.HtmlFile, AdapterReport.JsonFile])
        {
            var path = Path.Combine(folder, name);
            if (!File.Exists(path))
            {
                throw new AdapterStoreException($"The report in {folder} has no {name}. Evaluate again to make one.");
            }

            await using var stream = File.OpenRead(path);
            var (length, sha256) = await ContentHash.CopyAsync(stream, Stream.Null, AdapterReport.MaxFileBytes, cancellationToken).ConfigureAwait(false);
            if (length > AdapterReport.MaxFileBytes)
            {
                throw new AdapterStoreException($"{path} cannot be attached: it is longer than {AdapterReport.MaxFileBytes} bytes. Evaluate fewer rows.");
            }

            files.Add(new(name, length, sha256));
        }

        if (Problem(summary) is { } problem)
        {
            throw new AdapterStoreException($"The report in {folder} cannot be attached: {problem}.");
        }

        return new(ReportId.Of(summary.Protocol, files), summary, files);
    }

    /// <summary>Reads the index of one report.</summary>
    /// <param name="where">The file's place, for messages.</param>
    /// <exception cref="AdapterStoreException">It is no index, or that of another report.</exception>
    public static AdapterReport Read(Stream stream, string id, string where)
    {
        var report = ManifestJson.ReadJson<AdapterReport>(stream, where, Remedy);
        var problem = report.Id != id ? $"it is for '{AdapterName.Shown(report.Id)}', expected '{id}'"
            : ManifestJson.FilesProblem(report.Files)
            ?? (report.Files.Any(file => file.Length > AdapterReport.MaxFileBytes) ? $"a file is longer than {AdapterReport.MaxFileBytes} bytes" : null)
            ?? (ReportId.Of(report.Summary.Protocol, report.Files) != id ? "its id is not that of its protocol and files" : null)
            ?? Problem(report.Summary);
        return problem is null ? report : throw new AdapterStoreException($"{where} is broken: {problem}. {Remedy}");
    }

    private static string? Problem(ReportSummary summary)
    {
        if (summary.Rows < 1 || summary.Figures.Count > MaxFigures)
        {
            return $"its summary has {summary.Rows} rows and {summary.Figures.Count} figures, expected at least 1 and at most {MaxFigures}";
        }

        return summary.Figures.All(figure => figure is not null && (string[])[figure.Metric, figure.Baseline, figure.FineTuned, figure.Improvement] is var texts && texts.All(IsShort)) && IsShort(summary.Protocol)
            ? null : $"a text of its summary is missing or longer than {MaxCharacters} characters";
    }

    private static bool IsShort(string text) => text.Length <= MaxCharacters;
}
