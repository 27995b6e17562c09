using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MedQa.ServiceDefaults.Adapters;

/// <summary>
/// The store's listing, kept in memory and refreshed every <see cref="AdapterCatalogOptions.RefreshSeconds"/>, so that a newly
/// published adapter is seen without a restart. While the store cannot be read the last listing stays. Thread-safe.
/// </summary>
public sealed partial class AdapterCatalog(
    IAdapterStore store, IOptions<AdapterCatalogOptions> options, TimeProvider clock, ILogger<AdapterCatalog> logger) : BackgroundService
{
    private readonly SemaphoreSlim _refreshing = new(1, 1);
    private volatile AdapterCatalogState _state = AdapterCatalogState.Start;

    /// <summary>Raised after a refresh found other adapters or versions, or another current version. Handlers must not block.</summary>
    public event EventHandler? Changed;

    /// <summary>The last listing read, by name; empty before the first.</summary>
    public IReadOnlyList<AdapterListing> Current => _state.Listings;

    /// <summary>When <see cref="Current"/> was read, how, and what went wrong since.</summary>
    public AdapterCatalogState State => _state;

    /// <summary>The adapter of that name in <see cref="Current"/>, or null.</summary>
    public AdapterListing? Find(string name) => _state.Listings.FirstOrDefault(listing => listing.Name == name);

    /// <summary>Reads the store now.</summary>
    /// <exception cref="AdapterStoreException">The store cannot be read; <see cref="Current"/> stays as it was.</exception>
    public async Task RefreshAsync(CancellationToken cancellationToken = default)
    {
        await _refreshing.WaitAsync(cancellationToken).ConfigureAwait(false);
        bool changed;
        try
        {
            var listings = await store.ListAsync(cancellationToken).ConfigureAwait(false);
            changed = !Same(_state.Listings, listings);
            if (_state.Error is not null)
            {
                LogReachable();
            }

            _state = new(listings, clock.GetUtcNow(), null);
        }
        catch (AdapterStoreException e)
        {
            if (_state.Error != e.Message)
            {
                LogUnreadable(e);
            }

            _state = _state with { Error = e.Message };
            throw;
        }
        finally
        {
            _refreshing.Release();
        }

        if (changed)
        {
            LogChanged(_state.Listings.Count);
            Changed?.Invoke(this, EventArgs.Empty);
        }
    }

    public override void Dispose()
    {
        _refreshing.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.RefreshSeconds), clock);
        do
        {
            try
            {
                await RefreshAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (AdapterStoreException)
            {
                // Kept in State for the health check, and logged once.
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    private static bool Same(IReadOnlyList<AdapterListing> before, IReadOnlyList<AdapterListing> after) => before.Select(Key).SequenceEqual(after.Select(Key));

    private static (string Name, int Current, string Versions) Key(AdapterListing listing) =>
        (listing.Name, listing.Current, string.Join(',', listing.Versions.Select(version => version.Version)));

    [LoggerMessage(LogLevel.Information, "The adapter store lists {Count} adapters.")]
    private partial void LogChanged(int count);

    [LoggerMessage(LogLevel.Warning, "The adapter store cannot be read; the last listing is kept.")]
    private partial void LogUnreadable(Exception exception);

    [LoggerMessage(LogLevel.Information, "The adapter store can be read again.")]
    private partial void LogReachable();
}
