using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace MedQa.ServiceDefaults.Adapters;

/// <summary>Reads listings, manifests and pointers from a container. Manifests never change, so each is fetched once.</summary>
internal sealed class BlobManifestReader(BlobContainerClient container)
{
    private readonly ConcurrentDictionary<(string Key, string Tag), AdapterManifest> _manifests = new();

    /// <summary>All adapters, or the one of that name.</summary>
    public async Task<IReadOnlyList<AdapterListing>> ReadAsync(string? name, CancellationToken cancellationToken)
    {
        var found = new SortedDictionary<string, List<AdapterManifest>>(StringComparer.Ordinal);
        var pointers = new HashSet<string>(StringComparer.Ordinal);
        var seen = new HashSet<(string, string)>();
        await foreach (var blob in BlobsAsync(name is null ? null : $"{name}/", cancellationToken).ConfigureAwait(false))
        {
            if (AdapterKeys.Parse(blob.Name) is { File: ManifestJson.FileName } key)
            {
                var manifest = await ManifestAsync(key.Name, key.Version, blob.Properties.ETag, cancellationToken).ConfigureAwait(false);
                if (manifest is not null)
                {
                    seen.Add((blob.Name, Tag(blob.Properties.ETag)));
                    (found.TryGetValue(key.Name, out var versions) ? versions : found[key.Name] = []).Add(manifest);
                }
            }
            else if (blob.Name.EndsWith('/' + AdapterPointer.FileName, StringComparison.Ordinal))
            {
                pointers.Add(blob.Name);
            }
        }

        if (name is null)
        {
            foreach (var gone in _manifests.Keys.Where(key => !seen.Contains(key)))
            {
                _manifests.TryRemove(gone, out _);
            }
        }

        var listings = new List<AdapterListing>();
        foreach (var (adapter, versions) in found)
        {
            var pointer = pointers.Contains(AdapterKeys.Pointer(adapter))
                ? (await PointerAsync(adapter, cancellationToken).ConfigureAwait(false)).Pointer : AdapterPointer.None;
            versions.Sort((a, b) => a.Version.CompareTo(b.Version));
            listings.Add(new(adapter, pointer.CurrentOf([.. versions.Select(manifest => manifest.Version)]), versions));
        }

        return listings;
    }

    /// <summary>The numbers of an adapter's visible versions, rising. Manifests are not read, so that a broken one can be deleted.</summary>
    public async Task<IReadOnlyList<int>> VersionsAsync(string name, CancellationToken cancellationToken)
    {
        var versions = new List<int>();
        await foreach (var blob in BlobsAsync($"{name}/", cancellationToken).ConfigureAwait(false))
        {
            if (AdapterKeys.Parse(blob.Name) is { File: ManifestJson.FileName } key)
            {
                versions.Add(key.Version);
            }
        }

        versions.Sort();
        return versions;
    }

    /// <summary>Whether a version is visible. Its manifest is not read.</summary>
    public async Task<bool> HasVersionAsync(string name, int version, CancellationToken cancellationToken) =>
        await container.GetBlobClient(AdapterKeys.Manifest(name, version)).ExistsAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>A version's manifest, or null where there is none.</summary>
    /// <param name="etag">The blob's tag where it is known, to look in the cache.</param>
    public async Task<AdapterManifest?> ManifestAsync(string name, int version, ETag? etag, CancellationToken cancellationToken)
    {
        var key = AdapterKeys.Manifest(name, version);
        if (_manifests.TryGetValue((key, Tag(etag)), out var cached))
        {
            return cached;
        }

        var (stream, readTag) = await OpenAsync(key, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            if (readTag is null)
            {
                return null;
            }

            var manifest = ManifestJson.Read(stream, name, version, Where(key));
            _manifests[(key, Tag(readTag))] = manifest;
            return manifest;
        }
    }

    /// <summary>An adapter's pointer and its tag; none and null where there is none.</summary>
    public async Task<(AdapterPointer Pointer, ETag? ETag)> PointerAsync(string name, CancellationToken cancellationToken)
    {
        var key = AdapterKeys.Pointer(name);
        var (stream, etag) = await OpenAsync(key, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            return etag is null ? (AdapterPointer.None, null) : (ManifestJson.ReadJson<AdapterPointer>(stream, Where(key)), etag);
        }
    }

    /// <summary>The blobs under a prefix; none where the container does not exist yet.</summary>
    public async IAsyncEnumerable<BlobItem> BlobsAsync(string? prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pages = container.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (pages.ConfigureAwait(false))
        {
            while (true)
            {
                try
                {
                    if (!await pages.MoveNextAsync().ConfigureAwait(false))
                    {
                        yield break;
                    }
                }
                catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.ContainerNotFound)
                {
                    yield break;
                }

                yield return pages.Current;
            }
        }
    }

    /// <summary>At most one byte more than a manifest may have, in memory; an empty stream and no tag where there is no such blob.</summary>
    public async Task<(Stream Content, ETag? ETag)> OpenAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            var range = new BlobDownloadOptions { Range = new HttpRange(0, ManifestJson.MaxBytes + 1) };
            var response = await container.GetBlobClient(key).DownloadContentAsync(range, cancellationToken).ConfigureAwait(false);
            return (response.Value.Content.ToStream(), response.Value.Details.ETag);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound || e.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            return (Stream.Null, null);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.InvalidRange)
        {
            throw new AdapterStoreException($"{Where(key)} is broken: it is empty. Delete this version of the adapter and publish it again.", e);
        }
    }

    /// <summary>Whether two tags are one, wherever each is from.</summary>
    public static bool AreSame(ETag a, ETag b) => Tag(a) == Tag(b);

    // A listing gives the tag without quotes, a download with them.
    private static string Tag(ETag? etag) => etag?.ToString().Trim('"') ?? "";

    private string Where(string key) => $"{container.Name}/{key}";
}
