using MedQa.ServiceDefaults.Adapters;

namespace MedQa.Web.Runs;

/// <summary>What the pages show of the adapter store. What somebody asks for and is not there is null.</summary>
internal sealed class RunReader(ILogger<RunReader> log, IAdapterStore? store = null)
{
    private const int MostAdapters = 10;
    private const int MostVersions = 10;

    /// <summary>Whether this service knows of a store.</summary>
    public bool HasStore => store is not null;

    /// <summary>A page of adapters by name, with their newest versions and those versions' reports.</summary>
    /// <param name="after">The name after which the page begins, or null for the first page.</param>
    /// <exception cref="AdapterStoreException">The store can't be read.</exception>
    public async Task<RunPage> ListAsync(string? after, CancellationToken cancellationToken)
    {
        var left = (store is null ? [] : await store.ListAsync(cancellationToken)).Where(listing => string.CompareOrdinal(listing.Name, after) > 0).ToArray();
        var adapters = new List<AdapterRuns>();
        foreach (var listing in left.Take(MostAdapters))
        {
            var runs = new List<Run>();
            foreach (var version in listing.Versions.Reverse().Take(MostVersions))
            {
                cancellationToken.ThrowIfCancellationRequested();
                runs.Add(await RunAsync(store!, listing, version, cancellationToken));
            }

            adapters.Add(new(listing.Name, runs, listing.Versions.Count - runs.Count));
        }

        return new(adapters, left.Length - adapters.Count);
    }

    /// <summary>One version.</summary>
    /// <exception cref="AdapterStoreException">The store can't be read.</exception>
    public async Task<Run?> FindAsync(string name, int version, CancellationToken cancellationToken)
    {
        var listing = store is null || !AdapterName.IsValid(name) ? null : await store.FindAsync(name, cancellationToken);
        return listing?.Versions.FirstOrDefault(v => v.Version == version) is { } found ? await RunAsync(store!, listing, found, cancellationToken) : null;
    }

    /// <summary>A small file that was published with a version, such as its card.</summary>
    /// <exception cref="AdapterStoreException">The file can't be read, or was altered.</exception>
    public async Task<byte[]?> FileAsync(Run run, string file, CancellationToken cancellationToken) =>
        store is null ? null : await store.ReadAsync(run.Version.Name, run.Version.Version, file, cancellationToken);

    /// <summary>A report's file.</summary>
    /// <exception cref="AdapterStoreException">The file can't be read, or was altered.</exception>
    public async Task<byte[]?> ReportFileAsync(string name, int version, string report, string file, CancellationToken cancellationToken) =>
        await FindAsync(name, version, cancellationToken) is null ? null : await store!.ReadReportAsync(name, version, report, file, cancellationToken);

    private async Task<Run> RunAsync(IAdapterStore from, AdapterListing listing, AdapterManifest version, CancellationToken cancellationToken)
    {
        var isCurrent = listing.Current == version.Version;
        try
        {
            return new(version, isCurrent, await from.ReportsAsync(version.Name, version.Version, cancellationToken));
        }
        catch (AdapterStoreException e)
        {
            // One damaged report must not hide every run.
            log.LogWarning(e, "The reports of adapter {Name} version {Version} could not be read.", version.Name, version.Version);
            return new(version, isCurrent, null);
        }
    }
}
