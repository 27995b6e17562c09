using MedQa.Inference.Configuration;
using Microsoft.Extensions.Options;

namespace MedQa.Inference.Libraries;

/// <summary>Bounds how many searches of the library run at once, each with a connection and its memory, and how many wait for one to end. Thread-safe.</summary>
internal sealed class SearchGate(IOptions<LimitOptions> limits) : IDisposable
{
    private readonly SemaphoreSlim free = new(limits.Value.MaxSearches);
    private readonly int mostWaiting = limits.Value.MaxQueuedSearches;
    private int waiting;

    /// <summary>Searches that wait now.</summary>
    public int Waiting => Volatile.Read(ref waiting);

    /// <summary>Runs a search when its turn comes.</summary>
    /// <param name="search">The search.</param>
    /// <param name="cancellationToken">Gives the place up while it waits; a search that runs is to look at it itself.</param>
    /// <exception cref="SearchesFullException">As many searches run and wait as may.</exception>
    public async Task<T> RunAsync<T>(Func<Task<T>> search, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await EnterAsync(cancellationToken);
        try
        {
            return await search();
        }
        finally
        {
            free.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => free.Dispose();

    private async Task EnterAsync(CancellationToken cancellationToken)
    {
        if (free.Wait(0, CancellationToken.None))
        {
            return;
        }

        int others;
        do
        {
            others = Waiting;
            if (others >= mostWaiting)
            {
                throw new SearchesFullException(limits.Value.MaxSearches, mostWaiting);
            }
        }
        while (Interlocked.CompareExchange(ref waiting, others + 1, others) != others);

        try
        {
            await free.WaitAsync(cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }
}
