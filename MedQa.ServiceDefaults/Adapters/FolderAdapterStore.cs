using System.Globalization;

namespace MedQa.ServiceDefaults.Adapters;

/// <summary>Adapters in a folder, for one machine or a mounted share.</summary>
/// <remarks>
/// <code>
/// {root}/{name}/000003/adapter_config.json, adapter_model.safetensors, …, manifest.json
/// {root}/{name}/000003/reports/{report}/report.json, report.html, index.json
/// {root}/{name}/current.json       the version rolled back to, where there is one
/// {root}/.offered/{name}           a note that the adapter of that name that comes with MedQA was offered
/// {root}/.publishing-{id}/         a version being written; renamed to its place whole
/// </code>
/// The rename of the finished folder is what publishes: it fails where the number is taken, then the next number is tried. What a
/// killed publisher left is removed by a later publish once it is a day old.
/// </remarks>
/// <param name="root">The store's folder; made by the first publish.</param>
public sealed partial class FolderAdapterStore(string root, TimeProvider clock) : IAdapterStore
{
    /// <summary>How old an unfinished publish must be before it counts as abandoned.</summary>
    public static readonly TimeSpan LeftoverAge = TimeSpan.FromHours(24);

    private const string PublishingPrefix = ".publishing-";
    private const string DeletedPrefix = ".deleted-";

    private readonly string _root = Path.GetFullPath(root);

    public Task<IReadOnlyList<AdapterListing>> ListAsync(CancellationToken cancellationToken = default) => Guarded<IReadOnlyList<AdapterListing>>("list the adapters", () =>
    {
        var listings = new List<AdapterListing>();
        foreach (var name in Subfolders(_root).Where(AdapterName.IsValid).Order(StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Read(name) is { } listing)
            {
                listings.Add(listing);
            }
        }

        return Task.FromResult<IReadOnlyList<AdapterListing>>(listings);
    });

    public Task<AdapterListing?> FindAsync(string name, CancellationToken cancellationToken = default)
    {
        AdapterName.Check(name);
        return Guarded($"read adapter '{name}'", () => Task.FromResult(Read(name)));
    }

    public Task<AdapterManifest> PublishAsync(string name, string folder, AdapterDescription description, CancellationToken cancellationToken = default)
    {
        AdapterName.Check(name);
        return Guarded($"publish adapter '{name}'", async () =>
        {
            var sources = PublishedFolder.Files(name, folder);
            RemoveLeftovers();
            var staging = Path.Combine(_root, PublishingPrefix + Guid.NewGuid().ToString("N"));
            Directory.CreateDirectory(staging);
            try
            {
                var files = await CopyAsync(sources, staging, cancellationToken).ConfigureAwait(false);
                Directory.CreateDirectory(AdapterFolder(name));
                while (true)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    var version = NextVersion(name);
                    var manifest = new AdapterManifest(name, version, clock.GetUtcNow(), description, files);
                    WriteThrough(Path.Combine(staging, ManifestJson.FileName), ManifestJson.Write(manifest));
                    if (TryMove(staging, VersionFolder(name, version)))
                    {
                        return manifest;
                    }
                }
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

    public Task<bool> WasOfferedAsync(string name, CancellationToken cancellationToken = default)
    {
        AdapterName.Check(name);
        return Guarded($"look for what it was offered as '{name}'", () => Task.FromResult(File.Exists(Path.Combine(_root, AdapterOffer.Key(name)))));
    }

    public Task MarkOfferedAsync(string name, CancellationToken cancellationToken = default)
    {
        AdapterName.Check(name);
        return Guarded($"note that it was offered '{name}'", () =>
        {
            var note = Path.Combine(_root, AdapterOffer.Key(name));
            Directory.CreateDirectory(Path.GetDirectoryName(note)!);
            WriteThrough(note, AdapterOffer.Text(name));
            return Task.FromResult(true);
        });
    }

    public Task<AdapterManifest> DownloadAsync(string name, int version, string folder, CancellationToken cancellationToken = default)
    {
        AdapterName.Check(name);
        return Guarded($"copy adapter '{name}' version {version}", async () =>
        {
            var manifest = ReadManifest(name, version) ?? throw NoSuchVersion(name, version);
            await AdapterLanding.LandAsync(manifest, folder, (file, _) => Task.FromResult<Stream>(OpenFile(manifest, file)), cancellationToken).ConfigureAwait(false);
            return manifest;
        });
    }

    public Task<byte[]?> ReadAsync(string name, int version, string file, CancellationToken cancellationToken = default)
    {
        AdapterName.Check(name);
        return Guarded($"read {AdapterName.Shown(file)} of adapter '{name}' version {version}", async () =>
        {
            var manifest = ReadManifest(name, version) ?? throw NoSuchVersion(name, version);
            if (AdapterLanding.Small(manifest, file) is not { } entry)
            {
                return null;
            }

            await using var stream = OpenFile(manifest, entry);
            return await CheckedContent.ReadAsync(stream, entry, AdapterLanding.Title(manifest), AdapterLanding.Remedy, cancellationToken).ConfigureAwait(false);
        });
    }

    public Task RollBackAsync(string name, int version, CancellationToken cancellationToken = default)
    {
        AdapterName.Check(name);
        return Guarded($"roll adapter '{name}' back to version {version}", async () =>
        {
            using var held = await LockAsync(name, version, cancellationToken).ConfigureAwait(false);
            var versions = Versions(name);
            if (!versions.Contains(version))
            {
                throw NoSuchVersion(name, version);
            }

            WritePointer(name, ReadPointer(name).RolledBackTo(version, versions));
            return true;
        });
    }

    public Task DeleteAsync(string name, int version, CancellationToken cancellationToken = default)
    {
        AdapterName.Check(name);
        return Guarded($"delete adapter '{name}' version {version}", async () =>
        {
            using var held = await LockAsync(name, version, cancellationToken).ConfigureAwait(false);
            var versions = Versions(name);
            if (!versions.Contains(version))
            {
                throw NoSuchVersion(name, version);
            }

            WritePointer(name, ReadPointer(name).Without(version, versions));
            var trash = Path.Combine(_root, DeletedPrefix + Guid.NewGuid().ToString("N"));
            Directory.Move(VersionFolder(name, version), trash);
            Directory.Delete(trash, recursive: true);
            return true;
        });
    }

    private AdapterListing? Read(string name)
    {
        var manifests = Versions(name).Select(version => ReadManifest(name, version)).OfType<AdapterManifest>().ToArray();
        return manifests.Length == 0 ? null : new(name, ReadPointer(name).CurrentOf([.. manifests.Select(m => m.Version)]), manifests);
    }

    private int[] Versions(string name) => [.. VersionFolders(name).Where(version => File.Exists(Path.Combine(VersionFolder(name, version), ManifestJson.FileName)))];

    private IEnumerable<int> VersionFolders(string name) => Subfolders(AdapterFolder(name)).Select(AdapterKeys.ParseVersion).OfType<int>().Order();

    // The versions are read before the pointer: a delete writes the pointer first, so a number it frees is seen in one of the two.
    private int NextVersion(string name)
    {
        var versions = VersionFolders(name).ToArray();
        return ReadPointer(name).NextAfter(versions);
    }

    private AdapterManifest? ReadManifest(string name, int version)
    {
        var path = Path.Combine(VersionFolder(name, version), ManifestJson.FileName);
        using var stream = TryOpen(path);
        return stream is null ? null : ManifestJson.Read(stream, name, version, path);
    }

    private AdapterPointer ReadPointer(string name)
    {
        var path = Path.Combine(AdapterFolder(name), AdapterPointer.FileName);
        using var stream = TryOpen(path);
        return stream is null ? AdapterPointer.None : ManifestJson.ReadJson<AdapterPointer>(stream, path);
    }

    private void WritePointer(string name, AdapterPointer pointer)
    {
        var path = Path.Combine(AdapterFolder(name), AdapterPointer.FileName);
        var partial = $"{path}.{Guid.NewGuid():N}";
        WriteThrough(partial, ManifestJson.Write(pointer));
        File.Move(partial, path, overwrite: true);
    }

    /// <summary>One roll-back or delete of an adapter at a time, across processes too.</summary>
    private async Task<IDisposable> LockAsync(string name, int version, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(AdapterFolder(name)))
        {
            throw NoSuchVersion(name, version);
        }

        var path = Path.Combine(AdapterFolder(name), ".lock");
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (attempt < 200)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), clock, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private void RemoveLeftovers()
    {
        foreach (var folder in Subfolders(_root))
        {
            var path = Path.Combine(_root, folder);
            var abandoned = folder.StartsWith(PublishingPrefix, StringComparison.Ordinal) && clock.GetUtcNow() - Directory.GetLastWriteTimeUtc(path) > LeftoverAge;
            if (abandoned || folder.StartsWith(DeletedPrefix, StringComparison.Ordinal))
            {
                try
                {
                    Directory.Delete(path, recursive: true);
                }
                catch (DirectoryNotFoundException)
                {
                    // Another process removed it at the same time.
                }
            }
        }
    }

    private static async Task<IReadOnlyList<AdapterFile>> CopyAsync(IEnumerable<FileInfo> sources, string staging, CancellationToken cancellationToken)
    {
        var files = new List<AdapterFile>();
        foreach (var source in sources)
        {
            await using var from = source.OpenRead();
            await using var to = File.Create(Path.Combine(staging, source.Name));
            var (length, sha256) = await ContentHash.CopyAsync(from, to, ManifestJson.MaxFileBytes, cancellationToken).ConfigureAwait(false);
            to.Flush(flushToDisk: true);
            files.Add(new(source.Name, length, sha256));
        }

        return files;
    }

    private static void WriteThrough(string path, byte[] bytes)
    {
        using var stream = File.Create(path);
        stream.Write(bytes);
        stream.Flush(flushToDisk: true);
    }

    private static bool TryMove(string from, string to)
    {
        try
        {
            Directory.Move(from, to);
            return true;
        }
        catch (IOException) when (Directory.Exists(to))
        {
            return false;
        }
    }

    private static FileStream? TryOpen(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private FileStream OpenFile(AdapterManifest manifest, AdapterFile file) =>
        TryOpen(Path.Combine(VersionFolder(manifest.Name, manifest.Version), file.Name)) ?? throw AdapterLanding.Missing(manifest, file);

    private static IEnumerable<string> Subfolders(string path) =>
        Directory.Exists(path) ? Directory.EnumerateDirectories(path).Select(folder => Path.GetFileName(folder)) : [];

    private string AdapterFolder(string name) => Path.Combine(_root, name);

    private string VersionFolder(string name, int version) => Path.Combine(_root, name, version.ToString("D6", CultureInfo.InvariantCulture));

    private AdapterStoreException NoSuchVersion(string name, int version) =>
        new($"Adapter '{name}' has no version {version} in {_root}. List the adapters to see what there is.");

    private async Task<T> Guarded<T>(string what, Func<Task<T>> action)
    {
        try
        {
            return await action().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AdapterStoreException(
                $"The adapter store {_root} could not {what}: {e.Message} Check that the folder can be read and written and that its disk has room.", e);
        }
    }
}
