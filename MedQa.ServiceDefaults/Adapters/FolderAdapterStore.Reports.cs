using System.Security.Cryptography;

namespace MedQa.ServiceDefaults.Adapters;

/// <content>Reports: each is written aside and renamed to its place whole, while no delete runs.</content>
public sealed partial class FolderAdapterStore
{
    public Task<AdapterReport> AttachReportAsync(string name, int version, string folder, ReportSummary summary, CancellationToken cancellationToken = default)
    {
        AdapterName.Check(name);
        return Guarded($"attach a report to adapter '{name}' version {version}", async () =>
        {
            var report = await ReportIndex.CreateAsync(folder, summary, cancellationToken).ConfigureAwait(false);
            var staging = Path.Combine(_root, PublishingPrefix + Guid.NewGuid().ToString("N"));
            using var held = await LockAsync(name, version, cancellationToken).ConfigureAwait(false);
            if (!Versions(name).Contains(version))
            {
                throw NoSuchVersion(name, version);
            }

            Directory.CreateDirectory(staging);
            try
            {
                var copied = await CopyAsync(report.Files.Select(file => new FileInfo(Path.Combine(folder, file.Name))), staging, cancellationToken).ConfigureAwait(false);
                report = report with { Id = ReportId.Of(summary.Protocol, copied), Files = copied };
                var index = ManifestJson.Write(report);
                WriteThrough(Path.Combine(staging, ReportIndex.FileName), index);
                var place = Path.Combine(Directory.CreateDirectory(ReportsFolder(name, version)).FullName, report.Id);
                AdapterFile[] whole = [.. copied, new(ReportIndex.FileName, index.Length, Convert.ToHexStringLower(SHA256.HashData(index)))];
                if (!TryMove(staging, place) && !await HoldsAsync(place, whole, cancellationToken).ConfigureAwait(false))
                {
                    Replace(place, staging);
                }

                return report;
            }
            finally
            {
                if (Directory.Exists(staging))
                {
                    Directory.Delete(staging, recursive: true);
                }
            }
        });
    }

    public Task<IReadOnlyList<AdapterReport>> ReportsAsync(string name, int version, CancellationToken cancellationToken = default)
    {
        AdapterName.Check(name);
        return Guarded<IReadOnlyList<AdapterReport>>($"list the reports of adapter '{name}' version {version}", () =>
        {
            if (!Versions(name).Contains(version))
            {
                throw NoSuchVersion(name, version);
            }

            var reports = new List<AdapterReport>();
            foreach (var id in Subfolders(ReportsFolder(name, version)).Where(ReportId.IsValid).Order(StringComparer.Ordinal))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (ReadReport(name, version, id) is { } report)
                {
                    reports.Add(report);
                }
            }

            return Task.FromResult<IReadOnlyList<AdapterReport>>(reports);
        });
    }

    public Task<byte[]?> ReadReportAsync(string name, int version, string report, string file, CancellationToken cancellationToken = default)
    {
        AdapterName.Check(name);
        return Guarded($"read a report of adapter '{name}' version {version}", async () =>
        {
            if (!Versions(name).Contains(version))
            {
                throw NoSuchVersion(name, version);
            }

            if (!ReportId.IsValid(report) || ReadReport(name, version, report)?.Files.FirstOrDefault(entry => entry.Name == file) is not { } found)
            {
                return null;
            }

            var title = ReportIndex.Title(name, version, report);
            await using var stream = TryOpen(Path.Combine(ReportsFolder(name, version), report, found.Name)) ?? throw ReportIndex.Missing(title, found);
            return await CheckedContent.ReadAsync(stream, found, title, ReportIndex.Remedy, cancellationToken).ConfigureAwait(false);
        });
    }

    private static async Task<bool> HoldsAsync(string folder, IEnumerable<AdapterFile> files, CancellationToken cancellationToken)
    {
        foreach (var file in files)
        {
            await using var stream = TryOpen(Path.Combine(folder, file.Name));
            if (stream is null || await ContentHash.CopyAsync(stream, Stream.Null, file.Length, cancellationToken).ConfigureAwait(false) != (file.Length, file.Sha256))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Between the two renames the report is not there: it could not be read before either.</summary>
    private void Replace(string damaged, string whole)
    {
        var trash = Path.Combine(_root, DeletedPrefix + Guid.NewGuid().ToString("N"));
        Directory.Move(damaged, trash);
        Directory.Move(whole, damaged);
        Directory.Delete(trash, recursive: true);
    }

    private AdapterReport? ReadReport(string name, int version, string id)
    {
        var path = Path.Combine(ReportsFolder(name, version), id, ReportIndex.FileName);
        using var stream = TryOpen(path);
        return stream is null ? null : ReportIndex.Read(stream, id, path);
    }

    private string ReportsFolder(string name, int version) => Path.Combine(VersionFolder(name, version), AdapterKeys.ReportsFolder);
}
