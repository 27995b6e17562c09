using MedQa.Inference.Configuration;
using MedQa.Inference.Telemetry;
using MedQa.Library.Ingestion;
using MedQa.Model.Hub;
using Microsoft.Extensions.Options;

namespace MedQa.Inference.Libraries;

/// <summary>
/// Opens the library, where there is one, and keeps its index at its documents' state, beside requests for the model, which do not wait
/// for it. Nothing that goes wrong here ends the service: it is logged, and tried again after the pause. Thread-safe.
/// </summary>
/// <param name="place">Where documents and index are; null where there is no library.</param>
/// <param name="source">The documents; null where there is no library.</param>
internal sealed class LibraryHost(
    LibraryPlace? place, IDocumentSource? source, IOptions<LibraryOptions> options, IHostEnvironment environment, TimeProvider time, InferenceMetrics metrics, ILogger<LibraryHost> logger) : BackgroundService
{
    private const int MostBroken = 100;

    private readonly LibraryJournal journal = new(logger, time);
    private readonly SemaphoreSlim counting = new(1);
    private volatile OpenLibrary? library;
    private volatile IngestionReport? lastRun;
    private (int Run, IngestionProgress Progress, LibraryState State)? counted;
    private int runs;

    /// <summary>Whether there is a library.</summary>
    public bool IsConfigured => place is not null;

    /// <summary>The library.</summary>
    /// <exception cref="LibraryMissingException">There is none.</exception>
    /// <exception cref="LibraryNotReadyException">It is not open yet.</exception>
    public OpenLibrary Require() => library ?? throw (IsConfigured
        ? new LibraryNotReadyException("The library is being opened: try again in a few seconds. Where it lasts, the service's log says why.")
        : new LibraryMissingException($"This service has no library: its {LibraryOptions.Section}:{nameof(LibraryOptions.Source)} names one."));

    /// <summary>What the library holds now; nothing while it is not open, and null where there is none.</summary>
    public async Task<LibraryState?> StateAsync(CancellationToken cancellationToken)
    {
        if (library is not { } open)
        {
            return IsConfigured ? new LibraryState(0, 0, false, 0, []) : null;
        }

        await counting.WaitAsync(cancellationToken);
        try
        {
            // Counted anew only after something came in.
            var (run, progress) = (Volatile.Read(ref runs), journal.Progress);
            if (counted is not { } last || (last.Run, last.Progress) != (run, progress))
            {
                last = (run, progress, await CountAsync(open, progress, cancellationToken));
                counted = last;
            }

            return last.State;
        }
        finally
        {
            counting.Release();
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        library?.Dispose();
        library = null;
        counting.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (place is null || source is null)
        {
            return;
        }

        var pause = TimeSpan.FromSeconds(options.Value.RefreshSeconds);
        while (true)
        {
            try
            {
                library ??= await OpenAsync(place, stoppingToken);
                await WatchAsync(library, source, pause, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or HubException)
            {
                journal.Failed(e);
            }
#pragma warning disable CA1031 // Whatever keeps the library from being read, the service goes on without.
            catch (Exception e)
#pragma warning restore CA1031
            {
                journal.Unforeseen(e);
            }

            await Task.Delay(pause, time, stoppingToken);
        }
    }

    private async Task<OpenLibrary> OpenAsync(LibraryPlace at, CancellationToken cancellationToken)
    {
        string? encoder = null;
        if (HubPath.Rooted(options.Value.Encoder, environment.ContentRootPath) is { Length: > 0 } named)
        {
            using var hub = new HubResolver(HubSettings.FromEnvironment(), new HubLines(line => logger.LogInformation("{Download}", line)));
            encoder = await hub.EncoderAsync(named, cancellationToken);
        }

        return await Task.Run(() => OpenLibrary.OpenAsync(at.Index, encoder, cancellationToken), cancellationToken);
    }

    private async Task WatchAsync(OpenLibrary open, IDocumentSource from, TimeSpan pause, CancellationToken cancellationToken)
    {
        await open.LoadVectorsAsync(cancellationToken);
        using var ingestion = new LibraryIngestion(from, open.Index, open.Encoder);
        var read = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await Task.WhenAll(
            new LibraryWatcher(ingestion, time).WatchAsync(pause, report => Done(report, read), journal.Failed, journal, cancellationToken),
            WarmAsync(read.Task, open, cancellationToken));
    }

    /// <summary>Asks a question once everything is read, so that the first user's does not wait for what is compiled and read at first use.</summary>
    private static async Task WarmAsync(Task read, OpenLibrary open, CancellationToken cancellationToken)
    {
        await read.WaitAsync(cancellationToken);
        await open.Planner.PrepareAsync("What is a fever, and when is it dangerous?", cancellationToken: cancellationToken);
    }

    private void Done(IngestionReport report, TaskCompletionSource read)
    {
        read.TrySetResult();
        lastRun = report;
        Interlocked.Increment(ref runs);
        journal.Done(report);
        metrics.LibraryRead(report);
    }

    private async Task<LibraryState> CountAsync(OpenLibrary open, IngestionProgress progress, CancellationToken cancellationToken)
    {
        var documents = await open.Index.ListAsync(cancellationToken);
        var whole = documents.Where(d => d.Problem is null).ToList();
        var broken = documents.Where(d => d.Problem is not null).Select(d => d.Name).Union(lastRun?.Broken.Select(b => b.Name) ?? [], StringComparer.Ordinal);

        // A look at documents that are all known reads none of them.
        var waiting = progress.Passages > 0 || documents.Count == 0 ? progress.FilesTotal - progress.FilesDone : 0;
        return new(whole.Count, whole.Sum(d => (long)d.PassageCount), open.Encoder is not null, waiting, [.. broken.Order(StringComparer.Ordinal).Take(MostBroken)]);
    }
}
