using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using MedQa.Azurite.Testing;
using MedQa.ServiceDefaults.Adapters;
using MedQa.ServiceDefaults.Tests.Support;
using Microsoft.Extensions.Azure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace MedQa.ServiceDefaults.Tests.Adapters;

/// <summary>Against a real Azurite; each test has its own container.</summary>
public sealed class BlobAdapterStoreTests(AzuriteServer azurite) : AdapterStoreContract, IClassFixture<AzuriteServer>
{
    private readonly string _container = $"adapters-{Guid.NewGuid():N}";
    private readonly List<IHost> _hosts = [];
    private IAdapterStore? _store;

    private protected override IAdapterStore Store => _store ??= SecondStore();

    private BlobContainerClient Container => NewHost().Services.GetRequiredKeyedService<BlobContainerClient>("adapters");

    private protected override IAdapterStore SecondStore() => NewHost().Store();

    private protected override async Task PutAsync(string key, byte[] content)
    {
        await Container.CreateIfNotExistsAsync();
        await Container.GetBlobClient(key).UploadAsync(new BinaryData(content), overwrite: true);
    }

    private protected override void SkipWhereUnavailable() => Skip.If(azurite.SkipReason is not null, azurite.SkipReason);

    [SkippableTheory]
    [InlineData("adapter_model.safetensors", 1)]
    [InlineData("manifest.json", 2)]
    public async Task PublishAsync_KilledHalfWay_InvisibleAndRemovedAfterADay(string before, int left)
    {
        SkipWhereUnavailable();
        var dying = NewHost(builder => builder.Services.AddAzureClients(clients => clients.ConfigureDefaults(options =>
            options.AddPolicy(new DiesBeforeWriting(before), HttpPipelinePosition.PerCall)))).Store();
        await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => dying.PublishAsync("a", Adapter("one", "{}"), Description));

        Assert.Equal(left, await BlobsAsync("a/000001/"));
        Assert.Empty(await Store.ListAsync());
        Assert.Null(await Store.FindAsync("a"));
        var e = await Assert.ThrowsAsync<AdapterStoreException>(() => Store.DownloadAsync("a", 1, Work["copy"]));
        Assert.Contains("has no version 1", e.Message, StringComparison.Ordinal);

        var next = await Store.PublishAsync("a", Adapter("two", "{}"), Description);
        Assert.Equal(left, await BlobsAsync("a/000001/"));
        await Store.DownloadAsync("a", next.Version, Work["copy"]);

        var tomorrow = new FakeTimeProvider(DateTimeOffset.UtcNow.AddHours(25));
        var later = NewHost(builder => builder.Services.AddSingleton<TimeProvider>(tomorrow)).Store();
        await later.PublishAsync("a", Adapter("three", "{}"), Description);
        Assert.Equal(0, await BlobsAsync("a/000001/"));
        Assert.Equal([2, 3], (await Store.FindAsync("a"))!.Versions.Select(version => version.Version));
    }

    [SkippableTheory]
    [InlineData("report.json")]
    [InlineData("index.json")]
    public async Task AttachReportAsync_KilledHalfWay_InvisibleUntilAttachedAgain(string before)
    {
        SkipWhereUnavailable();
        await Store.PublishAsync("a", Adapter("one", "{}"), Description);
        var folder = Report("one");
        var dying = NewHost(builder => builder.Services.AddAzureClients(clients => clients.ConfigureDefaults(options =>
            options.AddPolicy(new DiesBeforeWriting(before), HttpPipelinePosition.PerCall)))).Store();
        await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => dying.AttachReportAsync("a", 1, folder, Summary));
        Assert.Empty(await Store.ReportsAsync("a", 1));

        var report = await Store.AttachReportAsync("a", 1, folder, Summary);
        Assert.Equal(report.Id, Assert.Single(await Store.ReportsAsync("a", 1)).Id);
        Assert.NotNull(await Store.ReadReportAsync("a", 1, report.Id, "report.json"));
    }

    [SkippableFact]
    public async Task PublishAsync_AnswerToTheManifestLost_OneVersion()
    {
        SkipWhereUnavailable();
        var unlucky = NewHost(builder => builder.Services.AddAzureClients(clients => clients.ConfigureDefaults(options =>
            options.AddPolicy(new LosesFirstAnswer("manifest.json"), HttpPipelinePosition.PerRetry)))).Store();
        var published = await unlucky.PublishAsync("a", Adapter("one", "{}"), Description);
        Assert.Equal(1, published.Version);
        Assert.Equal([1], (await Store.FindAsync("a"))!.Versions.Select(version => version.Version));
    }

    [SkippableFact]
    public async Task ListAsync_AgainWithoutChange_ManifestsAreNotFetchedAgain()
    {
        SkipWhereUnavailable();
        await Store.PublishAsync("a", Adapter("one", "{}"), Description);
        var counter = new CountsReads();
        var store = NewHost(builder => builder.Services.AddAzureClients(clients => clients.ConfigureDefaults(options =>
            options.AddPolicy(counter, HttpPipelinePosition.PerCall)))).Store();
        await store.ListAsync();
        Assert.Equal(1, counter.Manifests);
        await store.ListAsync();
        Assert.Equal(1, counter.Manifests);
        await Store.PublishAsync("a", Adapter("two", "{}"), Description);
        Assert.Equal(2, (await store.ListAsync())[0].Current);
        Assert.Equal(2, counter.Manifests);
    }

    [SkippableFact]
    public async Task ReportsAsync_AgainWithoutChange_NothingIsFetchedAgain()
    {
        SkipWhereUnavailable();
        await Store.PublishAsync("a", Adapter("one", "{}"), Description);
        var first = await Store.AttachReportAsync("a", 1, Report("one"), Summary);
        var counter = new CountsReads();
        var store = NewHost(builder => builder.Services.AddAzureClients(clients => clients.ConfigureDefaults(options =>
            options.AddPolicy(counter, HttpPipelinePosition.PerCall)))).Store();

        Assert.Equal(first.Id, Assert.Single(await store.ReportsAsync("a", 1)).Id);
        Assert.Equal(first.Id, Assert.Single(await store.ReportsAsync("a", 1)).Id);
        Assert.Equal((0, 1), (counter.Manifests, counter.Indexes));
        await Store.AttachReportAsync("a", 1, Report("two"), Summary);
        Assert.Equal(2, (await store.ReportsAsync("a", 1)).Count);
        Assert.Equal((0, 2), (counter.Manifests, counter.Indexes));
        await PutAsync($"a/000001/reports/{first.Id}/index.json", "{}"u8.ToArray());
        await Assert.ThrowsAsync<AdapterStoreException>(() => store.ReportsAsync("a", 1));
    }

    protected override void Dispose(bool disposing)
    {
        foreach (var host in _hosts)
        {
            host.Dispose();
        }

        base.Dispose(disposing);
    }

    private IHost NewHost(Action<HostApplicationBuilder>? configure = null)
    {
        var host = StoreHost.Blob(azurite.ConnectionString(_container), configure);
        _hosts.Add(host);
        return host;
    }

    private async Task<int> BlobsAsync(string prefix)
    {
        var count = 0;
        await foreach (var _ in Container.GetBlobsAsync(new() { Prefix = prefix }))
        {
            count++;
        }

        return count;
    }

    private static bool Writes(HttpMessage message, string file) =>
        message.Request.Method == RequestMethod.Put && message.Request.Uri.Path.EndsWith('/' + file, StringComparison.Ordinal);

    /// <summary>The publisher's process ends here: nothing after this request happens, no clean-up either.</summary>
    private sealed class DiesBeforeWriting(string file) : HttpPipelineSynchronousPolicy
    {
        private bool _dead;

        public override void OnSendingRequest(HttpMessage message)
        {
            _dead |= Writes(message, file);
            if (_dead)
            {
                throw new TimeZoneNotFoundException();
            }
        }
    }

    /// <summary>The service did what was asked, but its answer never arrives.</summary>
    private sealed class LosesFirstAnswer(string file) : HttpPipelineSynchronousPolicy
    {
        private bool _lost;

        public override void OnReceivedResponse(HttpMessage message)
        {
            if (!_lost && Writes(message, file))
            {
                _lost = true;
                throw new IOException("The connection was reset.");
            }
        }
    }

    private sealed class CountsReads : HttpPipelineSynchronousPolicy
    {
        public int Manifests { get; private set; }

        public int Indexes { get; private set; }

        public override void OnSendingRequest(HttpMessage message)
        {
            if (message.Request.Method == RequestMethod.Get)
            {
                Manifests += message.Request.Uri.Path.EndsWith("/manifest.json", StringComparison.Ordinal) ? 1 : 0;
                Indexes += message.Request.Uri.Path.EndsWith("/index.json", StringComparison.Ordinal) ? 1 : 0;
            }
        }
    }
}
