namespace MedQa.Library.Ingestion;

/// <summary>
/// Keeps an index at its source's state while a program runs. It asks the source again and again, for a file system's notices are lost on
/// network shares and blob storage has none; an unchanged file costs an entry in a listing.
/// </summary>
/// <param name="ingestion">What brings documents in. Not owned.</param>
/// <param name="time">The clock.</param>
public sealed class LibraryWatcher(LibraryIngestion ingestion, TimeProvider time)
{
    /// <summary>Brings the index up to date now and after every pause, until it is cancelled.</summary>
    /// <param name="pause">From a run's end to the next one's beginning.</param>
    /// <param name="done">Told of each run.</param>
    /// <param name="failed">Told of each run that could not read the source or the index; the next one tries again.</param>
    /// <param name="progress">Told of each file.</param>
    /// <param name="cancellationToken">Ends the watching.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task WatchAsync(
        TimeSpan pause, Action<IngestionReport> done, Action<Exception> failed, IProgress<IngestionProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(pause, TimeSpan.Zero);
        ArgumentNullException.ThrowIfNull(done);
        ArgumentNullException.ThrowIfNull(failed);
        while (true)
        {
            try
            {
                done(await ingestion.RunAsync(progress, cancellationToken));
            }
            catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
            {
                failed(unreadable);
            }

            await Task.Delay(pause, time, cancellationToken);
        }
    }
}
