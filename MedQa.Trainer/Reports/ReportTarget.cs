using System.Globalization;
using MedQa.Model.Adapters;
using MedQa.ServiceDefaults.Adapters;

namespace MedQa.Trainer.Reports;

/// <summary>The published version of an adapter that a report is attached to.</summary>
internal sealed class ReportTarget
{
    private readonly IAdapterStore _store;

    private ReportTarget(IAdapterStore store, AdapterManifest version) => (_store, Version) = (store, version);

    /// <summary>The version.</summary>
    public AdapterManifest Version { get; }

    /// <summary>Finds a version.</summary>
    /// <param name="store">Where adapters are published.</param>
    /// <param name="name">NAME, for the current version, or NAME@VERSION.</param>
    /// <exception cref="ArgumentException">There is no such version.</exception>
    /// <exception cref="AdapterStoreException">The store can't be read, or the name can't be an adapter's.</exception>
    public static async Task<ReportTarget> FindAsync(IAdapterStore store, string name, CancellationToken cancellationToken = default)
    {
        var parts = name.Split('@');
        var version = 0;
        if (parts.Length > 2 || (parts.Length == 2 && !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out version)))
        {
            throw new ArgumentException($"'{name}' must be an adapter's NAME or NAME@VERSION, with a version such as 3.", nameof(name));
        }

        var listing = await store.FindAsync(parts[0], cancellationToken) ?? throw new ArgumentException($"No adapter '{parts[0]}' is published. Publish it first, or name another.", nameof(name));
        var wanted = parts.Length == 2 ? version : listing.Current;
        return new(store, listing.Versions.FirstOrDefault(v => v.Version == wanted)
            ?? throw new ArgumentException($"Adapter '{parts[0]}' has no version {wanted}, only {string.Join(", ", listing.Versions.Select(v => v.Version))}.", nameof(name)));
    }

    /// <summary>Attaches a report.</summary>
    /// <exception cref="ArgumentException">The version's weights were not evaluated.</exception>
    /// <exception cref="AdapterStoreException">The store can't be written.</exception>
    public async Task<AdapterReport> AttachAsync(EvaluationReport report, CancellationToken cancellationToken = default)
    {
        RequireWeights([.. report.FurtherAdapters.Select(a => a.Sha256).Prepend(report.Adapter?.Sha256).OfType<string>()]);
        var folder = Directory.CreateTempSubdirectory("medqa-report-").FullName;
        try
        {
            await ReportFolder.WriteAsync(report, folder, cancellationToken);
            return await _store.AttachReportAsync(Version.Name, Version.Version, folder, Summary(report), cancellationToken);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A report says something about a version only where that version's weights were evaluated, and no others with them.</summary>
    /// <param name="weights">SHA-256 of the weights of each adapter evaluated.</param>
    /// <exception cref="ArgumentException">They were not.</exception>
    private void RequireWeights(IReadOnlyList<string> weights)
    {
        var published = Version.Files.FirstOrDefault(f => f.Name == PeftAdapter.WeightsFileName)?.Sha256;
        if (weights.Count != 1 || weights[0] != published)
        {
            var evaluated = weights.Count == 0 ? "no adapter was evaluated" : $"weights {string.Join(" and ", weights.Select(ShortHash.Of))} were evaluated";
            throw new ArgumentException(
                $"The report can't be attached to {Version.Name} version {Version.Version}: its weights are {(published is null ? "missing" : ShortHash.Of(published))}, but {evaluated}. Name the version that was evaluated.");
        }
    }

    private static ReportSummary Summary(EvaluationReport report)
    {
        var how = MethodNames.Of(report.Settings.Leading);
        string[] headlines = [$"Decision accuracy, {how}", $"Decision macro-F1, {how}", "ROUGE-L", "BERTScore F1"];
        return new(
            report.Data.Protocol,
            report.Data.Ids.Count,
            [.. ReportRow.Of(report).Where(r => headlines.Contains(r.Metric)).Select(r => new ReportFigure(r.Metric, r.Baseline, r.FineTuned, r.Improvement))]);
    }
}
