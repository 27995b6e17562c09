using System.Collections.Concurrent;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace MedQa.ServiceDefaults.Adapters;

/// <summary>
/// The reports in a container: a report's files are written first, its index, which makes it visible, last. What is listed again is not
/// fetched again while its tag is the same.
/// </summary>
internal sealed class BlobReports(BlobContainerClient container, BlobManifestReader reader)
{
    private readonly BlobStoreErrors _errors = new(container);
    private readonly ConcurrentDictionary<string, (ETag ETag, AdapterReport Report)> _indexes = new(StringComparer.Ordinal);

    /// <summary>Writes a report. One id has one content, so whoever writes it a second time writes the same.</summary>
    /// <exception cref="AdapterStoreException">There is no such version, or it was deleted meanwhile.</exception>
    public async Task WriteAsync(string name, int version, string folder, AdapterReport report, CancellationToken cancellationToken)
    {
        await RequireVersionAsync(name, version, cancellationToken).ConfigureAwait(false);
        foreach (var file in report.Files)
        {
            await using var stream = File.OpenRead(Path.Combine(folder, file.Name));
            await Blob(name, version, report.Id, file.Name).UploadAsync(stream, overwrite: true, cancellationToken).ConfigureAwait(false);
        }

        using var index = new MemoryStream(ManifestJson.Write(report));
        await Blob(name, version, report.Id, ReportIndex.FileName).UploadAsync(index, overwrite: true, cancellationToken).ConfigureAwait(false);
        try
        {
            await RequireVersionAsync(name, version, cancellationToken).ConfigureAwait(false);
        }
        catch (AdapterStoreException)
        {
            // A delete that listed the version's blobs before ours were there would leave them behind.
            foreach (var file in report.Files.Select(file => file.Name).Prepend(ReportIndex.FileName))
            {
                await Blob(name, version, report.Id, file).DeleteIfExistsAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            }

            throw;
        }
    }

    public async Task<IReadOnlyList<AdapterReport>> ListAsync(string name, int version, CancellationToken cancellationToken)
    {
        await RequireVersionAsync(name, version, cancellationToken).ConfigureAwait(false);
        var prefix = AdapterKeys.Reports(name, version);
        var reports = new List<AdapterReport>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var blob in reader.BlobsAsync(prefix, cancellationToken).ConfigureAwait(false))
        {
            if (blob.Name[prefix.Length..].Split('/') is [var id, ReportIndex.FileName] && ReportId.IsValid(id)
                && await FindAsync(name, version, id, blob.Properties.ETag, cancellationToken).ConfigureAwait(false) is { } report)
            {
                seen.Add(blob.Name);
                reports.Add(report);
            }
        }

        Forget(prefix, seen);

        reports.Sort((a, b) => string.CompareOrdinal(a.Id, b.Id));
        return reports;
    }

    public async Task<byte[]?> ReadAsync(string name, int version, string report, string file, CancellationToken cancellationToken)
    {
        await RequireVersionAsync(name, version, cancellationToken).ConfigureAwait(false);
        if (!ReportId.IsValid(report)
            || (await FindAsync(name, version, report, null, cancellationToken).ConfigureAwait(false))?.Files.FirstOrDefault(entry => entry.Name == file) is not { } found)
        {
            return null;
        }

        var title = ReportIndex.Title(name, version, report);
        try
        {
            var response = await Blob(name, version, report, found.Name).DownloadStreamingAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            await using var content = response.Value.Content;
            return await CheckedContent.ReadAsync(content, found, title, ReportIndex.Remedy, cancellationToken).ConfigureAwait(false);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            throw ReportIndex.Missing(title, found);
        }
    }

    /// <param name="etag">The index's tag where it is known, to look in the cache.</param>
    private async Task<AdapterReport?> FindAsync(string name, int version, string id, ETag? etag, CancellationToken cancellationToken)
    {
        var key = AdapterKeys.Report(name, version, id, ReportIndex.FileName);
        if (etag is { } known && _indexes.TryGetValue(key, out var cached) && BlobManifestReader.AreSame(cached.ETag, known))
        {
            return cached.Report;
        }

        var (stream, read) = await reader.OpenAsync(key, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            if (read is not { } tag)
            {
                return null;
            }

            var report = ReportIndex.Read(stream, id, $"{container.Name}/{key}");
            _indexes[key] = (tag, report);
            return report;
        }
    }

    private async Task RequireVersionAsync(string name, int version, CancellationToken cancellationToken)
    {
        if (!await reader.HasVersionAsync(name, version, cancellationToken).ConfigureAwait(false))
        {
            Forget(AdapterKeys.Reports(name, version), []);
            throw _errors.NoSuchVersion(name, version);
        }
    }

    private void Forget(string prefix, HashSet<string> except)
    {
        foreach (var gone in _indexes.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal) && !except.Contains(key)))
        {
            _indexes.TryRemove(gone, out _);
        }
    }

    private BlobClient Blob(string name, int version, string report, string file) =>
        container.GetBlobClient(AdapterKeys.Report(name, version, report, file));
}
