using MedQa.Library.Grounding;
using MedQa.Library.Indexing;
using MedQa.Library.Ingestion;
using MedQa.Library.Tests.Starter;

namespace MedQa.Library.Tests.Grounding;

/// <summary>The starter library in an index, by words alone; made once for a class of tests.</summary>
public sealed class StarterLibrary : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public IPassageIndex Index { get; private set; } = null!;

    public GroundingPlanner Planner => new(new(Index, null));

    public async Task InitializeAsync()
    {
        Index = SqlitePassageIndex.Open(_folder["starter.db"]);
        using var ingestion = new LibraryIngestion(new FolderSource(StarterFolder.Path), Index, null);
        Assert.Empty((await ingestion.RunAsync()).Broken);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        Index?.Dispose();
        _folder.Dispose();
    }
}
