namespace MedQa.Model.Hub;

/// <summary>
/// One repository's folder in the hub's cache, laid out as huggingface_hub does, so that Python and this use each other's files:
/// <code>
/// models--OWNER--NAME/blobs/HASH                        contents
///                     blobs/HASH.incomplete             one that is being downloaded
///                     snapshots/COMMIT/PATH             links to ../../blobs/HASH
///                     refs/REVISION                     the commit, without a line's end
/// .locks/models--OWNER--NAME/HASH.lock                  held while a blob is written
/// </code>
/// </summary>
internal sealed class HubCache(HubSettings settings, HubRepository repository)
{
    /// <summary>The repository's folder.</summary>
    public string Folder { get; } = Path.Combine(settings.CacheFolder, repository.FolderName);

    /// <summary>Where a content lies once it is whole.</summary>
    public string Blob(HubFile file) => Path.Combine(Folder, "blobs", file.Hash);

    /// <summary>Where a content lies until then.</summary>
    public string Incomplete(HubFile file) => $"{Blob(file)}.incomplete";

    /// <summary>The folder of a commit's files.</summary>
    public string Snapshot(string commit) => Path.Combine(Folder, "snapshots", commit);

    /// <summary>The path of a commit's file.</summary>
    public string FileOf(string commit, string name) => Path.Combine(Snapshot(commit), Path.Combine(name.Split('/')));

    /// <summary>The commit that a revision meant when it was last asked for, or null.</summary>
    public string? CommitOf(string revision)
    {
        if (HubReference.IsCommitHash(revision))
        {
            return revision;
        }

        var path = Ref(revision);
        return File.Exists(path) && File.ReadAllText(path).Trim() is var commit && HubReference.IsCommitHash(commit) ? commit : null;
    }

    /// <summary>Notes what a revision means.</summary>
    public void WriteRef(string revision, string commit)
    {
        if (revision != commit && CommitOf(revision) != commit)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Ref(revision))!);
            Checkpoints.AtomicFile.Write(Ref(revision), commit);
        }
    }

    /// <summary>The names of a commit's files that are there whole.</summary>
    public IReadOnlyList<string> Names(string commit)
    {
        var snapshot = Snapshot(commit);
        return Directory.Exists(snapshot)
            ? [.. Directory.EnumerateFiles(snapshot, "*", SearchOption.AllDirectories).Where(File.Exists)
                .Select(f => Path.GetRelativePath(snapshot, f).Replace(Path.DirectorySeparatorChar, '/')).Order(StringComparer.Ordinal)]
            : [];
    }

    /// <summary>Whether a commit's file is there, of the right size.</summary>
    public bool Has(string commit, HubFile file) => IsWhole(FileOf(commit, file.Name), file);

    /// <summary>Whether the content is there, of the right size.</summary>
    public bool HasBlob(HubFile file) => IsWhole(Blob(file), file);

    /// <summary>Refuses a download that the disk has no room for; counts what earlier tries left.</summary>
    /// <exception cref="HubException">There is too little space.</exception>
    public void RequireSpace(IReadOnlyCollection<HubFile> files) => HubDisk.Require(
        settings.CacheFolder, files.Sum(f => Math.Max(0, f.Size - (new FileInfo(Incomplete(f)) is { Exists: true } left ? left.Length : 0))), repository.Id);

    /// <summary>Waits until no other process or task writes this content; until disposed none does.</summary>
    public Task<IDisposable> LockAsync(HubFile file, Action waiting, TimeProvider time, CancellationToken cancellationToken) =>
        HubFileLock.TakeAsync(Path.Combine(settings.CacheFolder, ".locks", repository.FolderName, $"{file.Hash}.lock"), waiting, time, cancellationToken);

    /// <summary>Puts a content that is there into a commit: as a link, or, where links can't be made, as the file itself.</summary>
    /// <param name="isNew">No other commit links to it yet, so it may be moved.</param>
    public void Link(string commit, HubFile file, bool isNew)
    {
        var path = FileOf(commit, file.Name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Delete(path);
        if (!settings.DisableSymlinks)
        {
            try
            {
                File.CreateSymbolicLink(path, Path.GetRelativePath(Path.GetDirectoryName(path)!, Blob(file)));
                return;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or PlatformNotSupportedException)
            {
                // This file system has no links, or this user may not make them.
            }
        }

        if (isNew)
        {
            File.Move(Blob(file), path);
        }
        else
        {
            File.Copy(Blob(file), path);
        }
    }

    private string Ref(string revision) => Path.Combine(Folder, "refs", Path.Combine(revision.Split('/')));

    // A link's own length is that of its target's path.
    private static bool IsWhole(string path, HubFile file) =>
        File.Exists(path) && (new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? new FileInfo(path)).Length == file.Size;
}
