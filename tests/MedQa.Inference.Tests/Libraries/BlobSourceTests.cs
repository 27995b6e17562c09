using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using MedQa.Azurite.Testing;
using MedQa.Inference.Libraries;
using MedQa.Inference.Testing;
using MedQa.Library.Indexing;
using MedQa.Library.Ingestion;

namespace MedQa.Inference.Tests.Libraries;

/// <summary>Against a real Azurite; each test has its own container.</summary>
public sealed class BlobSourceTests(AzuriteServer azurite) : IClassFixture<AzuriteServer>, IAsyncLifetime, IDisposable
{
    private readonly string name = $"library-{Guid.NewGuid():N}";
    private readonly TestLibrary state = new();

    public void Dispose() => state.Dispose();

    public async Task InitializeAsync()
    {
        if (azurite.SkipReason is null)
        {
            await Container().CreateAsync();
        }
    }

    Task IAsyncLifetime.DisposeAsync() => Task.CompletedTask;

    [SkippableFact]
    public async Task ListAsync_Blobs_GivesNamesLengthsAndTagsThatChangeWithTheContent()
    {
        Skip();
        await PutAsync("asthma.md", "one");
        await PutAsync("a folder/Größe und 100% +#?.md", "three");
        await PutAsync(".hidden/x.md", "x");
        await PutAsync("folder/.x.md", "x");
        var source = new BlobSource(Container());

        var before = (await source.ListAsync(default)).OrderBy(f => f.Name, StringComparer.Ordinal).ToList();
        await PutAsync("asthma.md", "two");
        var after = (await source.ListAsync(default)).OrderBy(f => f.Name, StringComparer.Ordinal).ToList();

        Assert.Equal([("a folder/Größe und 100% +#?.md", 5L), ("asthma.md", 3L)], before.Select(f => (f.Name, f.Length)));
        Assert.Equal(before[0], after[0]);
        Assert.NotEqual(before[1].Version, after[1].Version);
        Assert.All(after, f => Assert.NotEmpty(f.Version));
        Assert.Equal("three", await ReadAsync(source, before[0].Name));
    }

    [SkippableFact]
    public async Task Ingestion_ChangesInTheContainer_AreFollowedAndNothingIsReadTwice()
    {
        Skip();
        await PutAsync("asthma.md", "# Asthma\n\nThe chest feels tight.");
        await PutAsync("fever.md", "# Fever\n\nA high temperature.");
        var reads = new CountsReads();
        using var index = OpenIndex();
        using var ingestion = new LibraryIngestion(new BlobSource(Container(reads)), index, null);

        Assert.Equal((2, 0, 0), Counts(await ingestion.RunAsync()));
        Assert.Equal((0, 0, 2), Counts(await ingestion.RunAsync()));
        Assert.Equal(2, reads.Count);
        await PutAsync("asthma.md", "# Asthma\n\nBreathing is hard.");
        await Container().GetBlobClient("fever.md").DeleteAsync();
        var last = await ingestion.RunAsync();

        Assert.Equal((0, 1, 0, 1), (last.Added, last.Updated, last.Unchanged, last.Removed));
        Assert.Equal(3, reads.Count);
        Assert.Equal("Breathing is hard.", Assert.Single(await index.GetDocumentAsync("asthma.md")).Passage.Text);
    }

    [SkippableFact]
    public async Task Ingestion_BlobThatVanishesAfterItWasListed_IsNamedAndTheOthersComeIn()
    {
        Skip();
        await PutAsync("gone.md", "# Gone\n\nIt is gone.");
        await PutAsync("there.md", "# There\n\nIt is there.");
        using var index = OpenIndex();
        using var ingestion = new LibraryIngestion(new BlobSource(Container(new Vanishes(Container().GetBlobClient("gone.md")))), index, null);

        var report = await ingestion.RunAsync();

        Assert.Equal("gone.md", Assert.Single(report.Broken).Name);
        Assert.Equal(1, report.Added);
        Assert.Equal(["there.md"], (await index.ListAsync()).Select(d => d.Name));
    }

    [SkippableFact]
    public async Task Ingestion_ConnectionThatBreaksInTheMiddleOfABlob_IsTriedAgainByTheNextRun()
    {
        Skip();
        await PutAsync("large.md", $"# Large\n\n{string.Concat(Enumerable.Repeat("A sentence that fills it. ", 40_000))}");
        using var index = OpenIndex();
        var breaks = new BreaksBodies();
        using var ingestion = new LibraryIngestion(new BlobSource(Container(breaks)), index, null);

        var broken = await ingestion.RunAsync();
        breaks.Mended = true;
        var mended = await ingestion.RunAsync();

        Assert.Equal("large.md", Assert.Single(broken.Broken).Name);
        Assert.Equal((1, 0), (mended.Added, mended.Broken.Count));
    }

    [SkippableFact]
    public async Task ListAsync_NoContainer_ThrowsSoThatTheIndexIsKept()
    {
        Skip();
        await PutAsync("asthma.md", "# Asthma\n\nThe chest feels tight.");
        using var index = OpenIndex();
        using var ingestion = new LibraryIngestion(new BlobSource(Container()), index, null);
        await ingestion.RunAsync();
        await Container().DeleteAsync();

        var e = await Assert.ThrowsAsync<IOException>(() => ingestion.RunAsync());

        Assert.Contains("ContainerNotFound", e.Message, StringComparison.Ordinal);
        Assert.Single(await index.ListAsync());
    }

    [Theory]
    [InlineData("../other/secret.md")]
    [InlineData("a/../../other/secret.md")]
    [InlineData("./x.md")]
    [InlineData("a/./b.md")]
    public async Task OpenAsync_NameThatLeadsElsewhere_IsRefusedWithoutARequest(string hostile)
    {
        var container = new BlobContainerClient(new Uri("https://127.0.0.1:1/account/library"));

        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => new BlobSource(container).OpenAsync(hostile, default));
    }

    [Fact]
    public async Task ListAsync_NobodyListens_IsAnIoErrorThatNamesThePlaceWithoutItsSignature()
    {
        var options = new BlobClientOptions { Retry = { MaxRetries = 0 } };
        var source = new BlobSource(new BlobContainerClient(new Uri("http://127.0.0.1:1/account/library?sv=2020&sig=secret"), options));

        var e = await Assert.ThrowsAsync<IOException>(() => source.ListAsync(default));

        Assert.StartsWith("The library's container http://127.0.0.1:1/account/library could not list the documents: it cannot be reached.", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", e.Message + source.Description, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task ListAsync_WrongKey_IsRefused()
    {
        Skip();
        var wrong = azurite.ConnectionString(name).Replace("Eby8vdM02", "AAAAvdM02", StringComparison.Ordinal).Split(";;")[0];
        var source = new BlobSource(new BlobServiceClient(wrong).GetBlobContainerClient(name));

        var e = await Assert.ThrowsAsync<UnauthorizedAccessException>(() => source.ListAsync(default));

        Assert.Contains("Storage Blob Data Reader", e.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task OpenAsync_Cancelled_IsCancelled()
    {
        Skip();
        await PutAsync("a.md", "x");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new BlobSource(Container()).OpenAsync("a.md", new CancellationToken(canceled: true)));
    }

    [SkippableFact]
    public async Task Server_LibraryAndAdaptersInContainers_EachReadsItsOwn()
    {
        Skip();
        await PutAsync("asthma.md", "# Asthma\n\nThe chest feels tight.");
        using var own = await RunningServer.StartOwnAsync(new Dictionary<string, string>
        {
            ["MedQa:Adapters:Folder"] = "",
            ["ConnectionStrings:adapters"] = azurite.ConnectionString($"adapters-{Guid.NewGuid():N}"),
            ["ConnectionStrings:library"] = azurite.ConnectionString(name),
            ["MedQa:Library:Index"] = state.Index,
            ["MedQa:Library:RefreshSeconds"] = "0.1",
        });

        await Eventually.Holds(() => own.Client.ListModels(new()).Models[0].Library.Documents == 1);
        await own.Server.PublishAdapterAsync("tuned", seed: 1);
        Assert.Equal("tuned", Assert.Single((await own.Client.ListAdaptersAsync(new())).Adapters).Name);
        Assert.Equal(["asthma.md"], (await new BlobSource(Container()).ListAsync(default)).Select(f => f.Name));
    }

    private void Skip() => Xunit.Skip.If(azurite.SkipReason is not null, azurite.SkipReason);

    private SqlitePassageIndex OpenIndex()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(state.Index)!);
        return SqlitePassageIndex.Open(state.Index);
    }

    private BlobContainerClient Container(HttpPipelinePolicy? policy = null)
    {
        var options = new BlobClientOptions { Retry = { MaxRetries = 0 } };
        if (policy is not null)
        {
            options.AddPolicy(policy, HttpPipelinePosition.PerCall);
        }

        return new BlobServiceClient(azurite.ConnectionString(name).Split(";;")[0], options).GetBlobContainerClient(name);
    }

    private async Task PutAsync(string blob, string text) => await Container().GetBlobClient(blob).UploadAsync(new BinaryData(text), overwrite: true);

    private static (int, int, int) Counts(IngestionReport report) => (report.Added, report.Updated, report.Unchanged);

    private static async Task<string> ReadAsync(BlobSource source, string blob)
    {
        await using var stream = await source.OpenAsync(blob, default);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }

    private static bool IsRead(HttpMessage message) => message.Request.Method == RequestMethod.Get && !message.Request.Uri.Query.Contains("comp=list", StringComparison.Ordinal);

    private sealed class CountsReads : HttpPipelineSynchronousPolicy
    {
        public int Count { get; private set; }

        public override void OnSendingRequest(HttpMessage message) => Count += IsRead(message) ? 1 : 0;
    }

    /// <summary>Someone deletes the blob between its listing and its reading.</summary>
    private sealed class Vanishes(BlobClient blob) : HttpPipelineSynchronousPolicy
    {
        public override void OnSendingRequest(HttpMessage message)
        {
            if (IsRead(message))
            {
                blob.DeleteIfExists();
            }
        }
    }
}
