namespace MedQa.Inference.Adapters;

/// <summary>
/// Loaded adapters, the least recently used dropped first; those in use stay, so that for a while there may be more than
/// <paramref name="capacity"/>. Each is loaded once, however many ask for it. Thread-safe.
/// </summary>
/// <param name="capacity">Adapters kept.</param>
/// <param name="drop">Called for each that is dropped, once nobody uses it.</param>
internal sealed class AdapterCache(int capacity, Action<LoadedAdapter> drop)
{
    private readonly Lock gate = new();
    private readonly Dictionary<AdapterKey, Entry> entries = [];
    private long clock;

    /// <summary>Whether this version is in memory.</summary>
    public bool IsLoaded(AdapterKey key)
    {
        lock (gate)
        {
            return entries.TryGetValue(key, out var entry) && entry.Loading.IsCompletedSuccessfully;
        }
    }

    /// <summary>Takes an adapter into use, loading it if it is not in memory.</summary>
    /// <param name="key">Which.</param>
    /// <param name="load">Loads it; called at most once at a time for a key. It belongs to all who ask, so no single caller's token ends it.</param>
    /// <param name="cancellationToken">Ends this caller's wait.</param>
    public async Task<AdapterLease> AcquireAsync(AdapterKey key, Func<Task<LoadedAdapter>> load, CancellationToken cancellationToken)
    {
        var entry = Pin(key, load);
        try
        {
            var adapter = await entry.Loading.WaitAsync(cancellationToken);
            return AdapterLease.Of(adapter, () => Unpin(key, entry));
        }
        catch
        {
            Unpin(key, entry);
            throw;
        }
    }

    /// <summary>Drops every adapter; nobody may use one any more.</summary>
    public void Clear()
    {
        List<Entry> all;
        lock (gate)
        {
            all = [.. entries.Values];
            entries.Clear();
        }

        all.ForEach(Drop);
    }

    private Entry Pin(AdapterKey key, Func<Task<LoadedAdapter>> load)
    {
        lock (gate)
        {
            if (!entries.TryGetValue(key, out var entry) || entry.Failed)
            {
                entry = new Entry(Task.Run(load));
                entries[key] = entry;
            }

            entry.Users++;
            return entry;
        }
    }

    private void Unpin(AdapterKey key, Entry entry)
    {
        var dropped = new List<Entry>();
        lock (gate)
        {
            entry.Users--;
            entry.LastUsed = ++clock;
            if (entry.Failed && entries.TryGetValue(key, out var present) && ReferenceEquals(present, entry))
            {
                entries.Remove(key);
            }

            var idle = entries.Where(e => e.Value.Users == 0).OrderBy(e => e.Value.LastUsed).Take(Math.Max(0, entries.Count - capacity)).ToList();
            foreach (var (idleKey, idleEntry) in idle)
            {
                entries.Remove(idleKey);
                dropped.Add(idleEntry);
            }
        }

        dropped.ForEach(Drop);
    }

    private void Drop(Entry entry) =>
        entry.Loading.ContinueWith(
            loading => drop(loading.Result), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private sealed class Entry(Task<LoadedAdapter> loading)
    {
        public Task<LoadedAdapter> Loading { get; } = loading;

        public bool Failed => Loading.IsFaulted || Loading.IsCanceled;

        public int Users { get; set; }

        public long LastUsed { get; set; }
    }
}
