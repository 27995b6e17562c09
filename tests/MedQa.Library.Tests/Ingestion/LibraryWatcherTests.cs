using System.Threading.Channels;
using MedQa.Library.Indexing;
using MedQa.Library.Ingestion;
using Microsoft.Extensions.Time.Testing;

namespace MedQa.Library.Tests.Ingestion;

public sealed class LibraryWatcherTests
{
    [Fact]
    public async Task Watch_ChangingFolder_FollowsItAndOutlivesErrors()
    {
        using var documents = new TemporaryFolder();
        using var folder = new TemporaryFolder();
        documents.Write("in/a.txt", "First.");
        using var index = SqlitePassageIndex.Open(folder["i.db"]);
        using var ingestion = new LibraryIngestion(new FolderSource(documents["in"]), index, null);
        var time = new FakeTimeProvider();
        using var stop = new CancellationTokenSource();
        var told = Channel.CreateUnbounded<object>();
        var watching = new LibraryWatcher(ingestion, time).WatchAsync(TimeSpan.FromSeconds(10), r => told.Writer.TryWrite(r), e => told.Writer.TryWrite(e), null, stop.Token);

        Assert.Equal(1, Assert.IsType<IngestionReport>(await told.Reader.ReadAsync()).Added);
        documents.Write("in/b.txt", "Second.");
        Assert.Equal(1, Assert.IsType<IngestionReport>(await NextAsync()).Added);
        Directory.Move(documents["in"], documents["away"]);
        Assert.IsType<DirectoryNotFoundException>(await NextAsync());
        Directory.Move(documents["away"], documents["in"]);
        File.Delete(documents["in/a.txt"]);
        Assert.Equal(1, Assert.IsType<IngestionReport>(await NextAsync()).Removed);
        Assert.Equal(["b.txt"], (await index.ListAsync()).Select(d => d.Name));

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);

        async Task<object> NextAsync()
        {
            // The watcher sets its timer a moment after it told of the run.
            while (true)
            {
                Assert.False(watching.IsCompleted, "The watcher has ended.");
                time.Advance(TimeSpan.FromSeconds(10));
                using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
                try
                {
                    return await told.Reader.ReadAsync(soon.Token);
                }
                catch (OperationCanceledException)
                {
                }
            }
        }
    }
}
