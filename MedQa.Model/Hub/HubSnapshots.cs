namespace MedQa.Model.Hub;

/// <summary>
/// Gets the wanted files of a revision into the cache. What the revision means is asked once; everything then comes from that
/// commit. Without a network, or where the hub is in trouble, the cache's last snapshot of the revision is used.
/// </summary>
internal sealed class HubSnapshots(HubSettings settings, IHubObserver? observer, TimeProvider time) : IDisposable
{
    private const int ParallelDownloads = 4;

    private readonly HubClient _client = new(settings, time);

    /// <summary>Gets the files.</summary>
    /// <returns>The snapshot's folder, and the names of the wanted files in it.</returns>
    /// <exception cref="HubException">They can't be had.</exception>
    public async Task<(string Folder, IReadOnlyList<string> Files)> GetAsync(
        HubRepository repository, string revision, IHubSelection selection, CancellationToken cancellationToken)
    {
        var cache = new HubCache(settings, repository);
        var (cached, gap) = InCache(cache, repository, revision, selection);
        if (cached is { } whole && (settings.Offline || HubReference.IsCommitHash(revision)))
        {
            return whole;
        }

        if (settings.Offline)
        {
            throw new HubException($"{gap} HF_HUB_OFFLINE is set, so nothing is downloaded.");
        }

        HubListing listing;
        try
        {
            listing = await _client.ListAsync(repository, revision, cached is null ? settings.MaxAttempts : 1, cancellationToken);
        }
        catch (HubUnreachableException e) when (cached is { } last)
        {
            observer?.Note($"{e.Message} What the cache holds of {repository.Id}@{revision} is used: commit {Path.GetFileName(last.Folder)}.");
            return last;
        }
        catch (HubUnreachableException e)
        {
            throw new HubUnreachableException($"{e.Message} {gap}", e.RetryAfter, e);
        }

        if (HubReference.IsCommitHash(revision) && listing.Commit != revision)
        {
            throw new HubException($"{repository.Id}: the hub answers with commit {listing.Commit} where {revision} was asked for.");
        }

        return await DownloadAsync(cache, repository, revision, listing, selection, cancellationToken);
    }

    public void Dispose() => _client.Dispose();

    private static ((string Folder, IReadOnlyList<string> Files)? Snapshot, string Gap) InCache(
        HubCache cache, HubRepository repository, string revision, IHubSelection selection)
    {
        if (cache.CommitOf(revision) is not { } commit || cache.Names(commit) is not { Count: > 0 } names)
        {
            return (null, $"{repository.Id}@{revision} is not in the cache ({cache.Folder}).");
        }

        try
        {
            var folder = cache.Snapshot(commit);
            var what = $"{repository.Id}@{revision} in the cache ({folder})";
            return ((folder, [.. selection.First(names, what), .. selection.Then(names, folder, what)]), "");
        }
        catch (Exception e) when (e is HubException or InvalidDataException)
        {
            return (null, e.Message);
        }
    }

    private async Task<(string Folder, IReadOnlyList<string> Files)> DownloadAsync(
        HubCache cache, HubRepository repository, string revision, HubListing listing, IHubSelection selection, CancellationToken cancellationToken)
    {
        var what = $"{repository.Id}@{revision}";
        string[] names = [.. listing.Files.Keys];
        var first = selection.First(names, what);
        await DownloadAsync(cache, repository, listing, first, cancellationToken);
        var folder = cache.Snapshot(listing.Commit);
        var rest = selection.Then(names, folder, what);
        await DownloadAsync(cache, repository, listing, rest, cancellationToken);

        // Last, so that a revision in the cache never means a snapshot that this left unfinished.
        cache.WriteRef(revision, listing.Commit);
        return (folder, [.. first, .. rest]);
    }

    private async Task DownloadAsync(HubCache cache, HubRepository repository, HubListing listing, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var files = names.Select(n => listing.Files[n]).Where(f => !cache.Has(listing.Commit, f)).ToList();
        var missing = files.DistinctBy(f => f.Hash).Where(f => !cache.HasBlob(f)).ToList();
        cache.RequireSpace(missing);
        var meter = new TransferMeter(repository.Id, missing.Sum(f => f.Size), observer, time);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = ParallelDownloads, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(files, parallel, async (file, stop) =>
        {
            void TellWaiting() => meter.Note($"{repository.Id}:{file.Name} is being downloaded by another process; waiting for it.");

            using var held = await cache.LockAsync(file, TellWaiting, time, stop);
            if (cache.Has(listing.Commit, file))
            {
                return;
            }

            var isNew = !cache.HasBlob(file);
            if (isNew)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(cache.Blob(file))!);
                var download = new HubDownload(_client, settings, repository, listing.Commit, file, meter, time);
                await download.RunAsync(cache.Incomplete(file), cache.Blob(file), stop);
            }

            cache.Link(listing.Commit, file, isNew);
        });
    }
}
