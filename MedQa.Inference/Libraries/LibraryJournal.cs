using System.Runtime.CompilerServices;
using MedQa.Library.Ingestion;

namespace MedQa.Inference.Libraries;

/// <summary>
/// Says in the log how a library is read: counts and names of files, never a text. A broken file is named once until it is whole again,
/// a failure once until it is another. For one reading at a time.
/// </summary>
internal sealed partial class LibraryJournal(ILogger logger, TimeProvider time) : IProgress<IngestionProgress>
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private HashSet<BrokenDocument> broken = [];
    private string? failure;
    private long started = time.GetTimestamp();
    private long told = time.GetTimestamp();
    private volatile StrongBox<IngestionProgress> last = new();

    /// <summary>How far the run is, or the last one was.</summary>
    public IngestionProgress Progress => last.Value;

    /// <inheritdoc/>
    public void Report(IngestionProgress value)
    {
        if (value.FilesDone == 0 && value.Passages == 0)
        {
            (started, told) = (time.GetTimestamp(), time.GetTimestamp());
        }

        last = new(value);
        if (value.CurrentName is { } name && time.GetElapsedTime(told) >= Pause)
        {
            told = time.GetTimestamp();
            LogProgress(value.FilesDone, value.FilesTotal, value.Passages, Shown(name));
        }
    }

    /// <summary>A run is over.</summary>
    public void Done(IngestionReport report)
    {
        failure = null;
        var now = report.Broken.ToHashSet();
        foreach (var document in now.Except(broken))
        {
            LogBroken(Shown(document.Name), document.Reason);
        }

        broken = now;
        if (report.Added + report.Updated + report.Removed > 0)
        {
            LogDone(report.Added, report.Updated, report.Removed, report.Unchanged, report.Passages, time.GetElapsedTime(started).TotalSeconds);
        }
    }

    /// <summary>The documents, the index or the encoder could not be read. The message is the file system's, the store's or the index's, and holds no text.</summary>
    public void Failed(Exception exception)
    {
        if (failure != exception.Message)
        {
            failure = exception.Message;
            LogFailed(exception.Message);
        }
    }

    /// <summary>What nobody foresaw: its message may repeat a document's text, so only its type and where it came from are told.</summary>
    public void Unforeseen(Exception exception) => LogUnforeseen(exception.GetType().FullName, exception.StackTrace);

    /// <summary>A name from outside without what could begin a line of its own.</summary>
    private static string Shown(string name) => string.Concat(name.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? '?' : c));

    [LoggerMessage(LogLevel.Information, "The library is being read: {Done} of {Total} documents, {Passages} new passages; now {Document}.")]
    private partial void LogProgress(int done, int total, int passages, string document);

    [LoggerMessage(LogLevel.Information, "The library is read: {Added} documents added, {Updated} updated, {Removed} removed, {Unchanged} unchanged; {Passages} new passages in {Seconds:0.0} s.")]
    private partial void LogDone(int added, int updated, int removed, int unchanged, int passages, double seconds);

    [LoggerMessage(LogLevel.Warning, "The library's document {Document} {Reason}")]
    private partial void LogBroken(string document, string reason);

    [LoggerMessage(LogLevel.Warning, "The library cannot be read now and is tried again: {Problem}")]
    private partial void LogFailed(string problem);

    [LoggerMessage(LogLevel.Error, "Reading the library failed with {Exception} at {StackTrace}")]
    private partial void LogUnforeseen(string? exception, string? stackTrace);
}
