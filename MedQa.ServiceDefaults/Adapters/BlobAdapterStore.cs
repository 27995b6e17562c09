using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace MedQa.ServiceDefaults.Adapters;

/// <summary>Adapters in a container of Azure Blob Storage.</summary>
/// <remarks>
/// <code>
/// {name}/000003/adapter_config.json, adapter_model.safetensors, …, manifest.json
/// {name}/000003/reports/{report}/report.json, report.html, index.json
/// {name}/current.json       the version rolled back to, where there is one
/// .offered/{name}           a note that the adapter of that name that comes with MedQA was offered
/// </code>
/// Each blob of a version is written with <c>If-None-Match: *</c>, so of two publishers that try one number the later goes on to
/// the next, and the manifest, which makes the version visible, comes last. Blobs that a killed publisher left are removed by a later
/// publish once they are a day old.
/// </remarks>
public sealed class BlobAdapterStore : IAdapterStore
{
    private readonly BlobContainerClient _container;
    private readonly TimeProvider _clock;
    private readonly BlobStoreErrors _errors;
    private readonly BlobManifestReader _reader;
    private readonly BlobReports _reports;

    public BlobAdapterStore(BlobContainerClient container, TimeProvider clock)
    {
        (_container, _clock) = (container, clock);
        (_errors, _reader) = (new(container), new(container));
        _reports = new(container, _reader);
    }

    public Task<IReadOnlyList<AdapterListing>> ListAsync(CancellationToken cancellationToken = default) =>
        _errors.GuardAsync<IReadOnlyList<AdapterListing>>("list the adapters", async () => await _reader.ReadAsync(null, cancellationToken).ConfigureAwait(false), cancellationToken);

    public Task<AdapterListing?> FindAsync(string name, CancellationToken cancellationToken = default)
    {
        AdapterName.Check(name);
        return _errors.GuardAsync($"read adapter '{name}'", () => FindCoreAsync(name, cancellationToken), cancellationToken);
    }

    public Task<AdapterManifest> PublishAsync(string name, string folder, AdapterDescription description, CancellationToken cancellationToken = default)
    {
        AdapterName.Check(name);
        return _errors.GuardAsync($"publish adapter '{name}'", async () =>
        {
            var sources = PublishedFolder.Files(name, folder);
            var files = await HashAsync(sources, cancellationToken).ConfigureAwait(false);
            var version = await ClaimableVersionAsync(name, cancellationToken).ConfigureAwait(false);
            while (true)
            {
                var manifest = new AdapterManifest(name, version, _clock.GetUtcNow(), description, files);
                if (await TryWriteAsync(manifest, sources, cancellationToken).ConfigureAwait(false))
                {
                    return manifest;
                }

                version++;
            }
        }, cancellationToken);
    }

    public Task<bool> WasOfferedAsync(string name, CancellationToken cancellationToken = default)
    {
        AdapterName.Check(name);
        return _errors.GuardAsync($"look for what it was offered as '{name}'", async () =>
            (await _container.GetBlobClient(AdapterOffer.Key(name)).ExistsAsync(cancellationToken).ConfigureAwait(false)).Value, cancellationToken);
    }

    public Task MarkOfferedAsync(string name, CancellationToken cancellationToken = default)
    {
        AdapterName.Check(name);
        return _errors.GuardAsync($"note that it was offered '{name}'", async () =>
        {
            await _container.GetBlobClient(AdapterOffer.Key(name))
                .UploadAsync(new BinaryData(AdapterOffer.Text(name)), overwrite: true, cancellationToken).ConfigureAwait(false);
            return true;
        }, cancellationToken);
    }

    public Task<AdapterManifest> DownloadAsync(string name, int version, string folder, CancellationToken cancellationToken = default)
    {
        AdapterName.Check(name);
        return _errors.GuardAsync($"copy adapter '{name}' version {version}", async () =>
        {
            var manifest = await _reader.ManifestAsync(name, version, null, cancellationToken).ConfigureAwait(false) ?? throw _errors.NoSuchVersion(name, version);
            await AdapterLanding.LandAsync(manifest, folder, (file, token) => OpenAsync(manifest, file, token), cancellationToken).ConfigureAwait(false);
            return manifest;
        }, cancellationToken);
    }

    public Task<byte[]?> ReadAsync(string name, int version, string file, CancellationToken cancellationToken = default)
    {
        AdapterName.Check(name);
        return _errors.GuardAsync($"read {AdapterName.Shown(file)} of adapter '{name}' version {version}", async () =>
        {
            var manifest = await _reader.ManifestAsync(name, version, null, cancellationToken).ConfigureAwait(false) ?? throw _errors.NoSuchVersion(name, version);
            if (AdapterLanding.Small(manifest, file) is not { } entry)
            {
                return null;
            }

            await using var stream = await OpenAsync(manifest, entry, cancellationToken).ConfigureAwait(false);
            return await CheckedContent.ReadAsync(stream, entry, AdapterLanding.Title(manifest), AdapterLanding.Remedy, cancellationToken).ConfigureAwait(false);
        }, cancellationToken);
    }

    public Task<AdapterReport> AttachReportAsync(string name, int version, string folder, ReportSummary summary, CancellationToken cancellationToken = default)
    {
        AdapterName.Check(name);
        return _errors.GuardAsync($"attach a report to adapter '{name}' version {version}", async () =>
        {
            var report = await ReportIndex.CreateAsync(folder, summary, cancellationToken).ConfigureAwait(false);
            await _reports.WriteAsync(name, version, folder, report, cancellationToken).ConfigureAwait(false);
            return report;
        }, cancellationToken);
    }

    public Task<IReadOnlyList<AdapterReport>> ReportsAsync(string name, int version, CancellationToken cancellationToken = default)
    {
        AdapterName.Check(name);
        return _errors.GuardAsync($"list the reports of adapter '{name}' version {version}", () => _reports.ListAsync(name, version, cancellationToken), cancellationToken);
    }

    public Task<byte[]?> ReadReportAsync(string name, int version, string report, string file, CancellationToken cancellationToken = default)
    {
        AdapterName.Check(name);
        return _errors.GuardAsync($"read a report of adapter '{name}' version {version}", () => _reports.ReadAsync(name, version, report, file, cancellationToken), cancellationToken);
    }

    public Task RollBackAsync(string name, int version, CancellationToken cancellationToken = default)
    {
        AdapterName.Check(name);
        return _errors.GuardAsync($"roll adapter '{name}' back to version {version}", () =>
            ChangePointerAsync(name, version, (pointer, versions) => pointer.RolledBackTo(version, versions), cancellationToken), cancellationToken);
    }

    public Task DeleteAsync(string name, int version, CancellationToken cancellationToken = default)
    {
        AdapterName.Check(name);
        return _errors.GuardAsync($"delete adapter '{name}' version {version}", async () =>
        {
            await ChangePointerAsync(name, version, (pointer, versions) => pointer.Without(version, versions), cancellationToken).ConfigureAwait(false);
            await _container.GetBlobClient(AdapterKeys.Manifest(name, version)).DeleteIfExistsAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            await foreach (var blob in _reader.BlobsAsync(AdapterKeys.Version(name, version), cancellationToken).ConfigureAwait(false))
            {
                await _container.GetBlobClient(blob.Name).DeleteIfExistsAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            }

            return true;
        }, cancellationToken);
    }

    private async Task<AdapterListing?> FindCoreAsync(string name, CancellationToken cancellationToken) =>
        (await _reader.ReadAsync(name, cancellationToken).ConfigureAwait(false)).SingleOrDefault();

    private static async Task<IReadOnlyList<AdapterFile>> HashAsync(IEnumerable<FileInfo> sources, CancellationToken cancellationToken)
    {
        var files = new List<AdapterFile>();
        foreach (var source in sources)
        {
            await using var stream = source.OpenRead();
            var (length, sha256) = await ContentHash.CopyAsync(stream, Stream.Null, ManifestJson.MaxFileBytes, cancellationToken).ConfigureAwait(false);
            files.Add(new(source.Name, length, sha256));
        }

        return files;
    }

    /// <summary>The number after all versions, finished or not. Makes the container where it is missing, and removes what killed publishers left.</summary>
    private async Task<int> ClaimableVersionAsync(string name, CancellationToken cancellationToken)
    {
        var versions = new List<(int Version, bool Finished, string Key, DateTimeOffset? Modified)>();
        try
        {
            await foreach (var blob in _container.GetBlobsAsync(BlobTraits.None, BlobStates.None, $"{name}/", cancellationToken).ConfigureAwait(false))
            {
                if (AdapterKeys.Parse(blob.Name) is { } key)
                {
                    versions.Add((key.Version, key.File == ManifestJson.FileName, blob.Name, blob.Properties.LastModified));
                }
            }
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            await _container.CreateIfNotExistsAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        }

        foreach (var unfinished in versions.GroupBy(blob => blob.Version).Where(group => !group.Any(blob => blob.Finished)))
        {
            if (unfinished.All(blob => _clock.GetUtcNow() - blob.Modified > FolderAdapterStore.LeftoverAge))
            {
                await DeleteAllAsync(unfinished.Select(blob => blob.Key), cancellationToken).ConfigureAwait(false);
            }
        }

        // The pointer is read after the versions: a delete writes the pointer first, so a number it frees is seen in one of the two.
        var (pointer, _) = await _reader.PointerAsync(name, cancellationToken).ConfigureAwait(false);
        return pointer.NextAfter(versions.Select(blob => blob.Version));
    }

    /// <summary>False where another publisher has this number.</summary>
    private async Task<bool> TryWriteAsync(AdapterManifest manifest, IReadOnlyList<FileInfo> sources, CancellationToken cancellationToken)
    {
        var written = new List<string>();
        foreach (var source in sources)
        {
            var key = AdapterKeys.File(manifest.Name, manifest.Version, source.Name);
            await using var stream = source.OpenRead();
            if (!await TryUploadAsync(key, stream, cancellationToken).ConfigureAwait(false))
            {
                await DeleteAllAsync(written, cancellationToken).ConfigureAwait(false);
                return false;
            }

            written.Add(key);
        }

        var bytes = ManifestJson.Write(manifest);
        using var content = new MemoryStream(bytes);
        if (await TryUploadAsync(AdapterKeys.Manifest(manifest.Name, manifest.Version), content, cancellationToken).ConfigureAwait(false))
        {
            return true;
        }

        // Refused, or written by an attempt whose answer was lost: then what stands there is ours.
        var found = await _reader.ManifestAsync(manifest.Name, manifest.Version, null, cancellationToken).ConfigureAwait(false);
        if (found is not null && bytes.AsSpan().SequenceEqual(ManifestJson.Write(found)))
        {
            return true;
        }

        await DeleteAllAsync(written, cancellationToken).ConfigureAwait(false);
        return false;
    }

    private async Task<bool> TryUploadAsync(string key, Stream content, CancellationToken cancellationToken)
    {
        var onlyIfAbsent = new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };
        try
        {
            await _container.GetBlobClient(key).UploadAsync(content, onlyIfAbsent, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (RequestFailedException e) when (BlobStoreErrors.IsConflict(e))
        {
            return false;
        }
    }

    /// <summary>Replaces <c>current.json</c> where nobody changed it since it was read; else reads again.</summary>
    private async Task<bool> ChangePointerAsync(
        string name, int version, Func<AdapterPointer, IReadOnlyList<int>, AdapterPointer> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (pointer, etag) = await _reader.PointerAsync(name, cancellationToken).ConfigureAwait(false);
            var versions = await _reader.VersionsAsync(name, cancellationToken).ConfigureAwait(false);
            if (!versions.Contains(version))
            {
                throw _errors.NoSuchVersion(name, version);
            }

            var conditions = etag is { } seen ? new BlobRequestConditions { IfMatch = seen } : new BlobRequestConditions { IfNoneMatch = ETag.All };
            using var content = new MemoryStream(ManifestJson.Write(change(pointer, versions)));
            try
            {
                await _container.GetBlobClient(AdapterKeys.Pointer(name))
                    .UploadAsync(content, new BlobUploadOptions { Conditions = conditions }, cancellationToken).ConfigureAwait(false);
                return true;
            }
            catch (RequestFailedException e) when (BlobStoreErrors.IsConflict(e))
            {
                // Somebody else was faster.
            }
        }
    }

    private async Task<Stream> OpenAsync(AdapterManifest manifest, AdapterFile file, CancellationToken cancellationToken)
    {
        try
        {
            var key = AdapterKeys.File(manifest.Name, manifest.Version, file.Name);
            var response = await _container.GetBlobClient(key).DownloadStreamingAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            return response.Value.Content;
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            throw AdapterLanding.Missing(manifest, file);
        }
    }

    private async Task DeleteAllAsync(IEnumerable<string> keys, CancellationToken cancellationToken)
    {
        foreach (var key in keys)
        {
            await _container.GetBlobClient(key).DeleteIfExistsAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        }
    }
}
