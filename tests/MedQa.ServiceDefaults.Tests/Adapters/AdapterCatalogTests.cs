using MedQa.Azurite.Testing;
using MedQa.ServiceDefaults.Adapters;
using MedQa.ServiceDefaults.Tests.Support;
using Microsoft.Extensions.Azure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace MedQa.ServiceDefaults.Tests.Adapters;

public sealed class AdapterCatalogTests : IDisposable
{
    private static readonly AdapterDescription Description = new("medqa-mini", "hash", "summary");

    private readonly TemporaryFolder _work = new();
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);

    [Fact]
    public async Task Current_AdapterPublishedElsewhere_SeenAfterOnePeriodWithoutRestart()
    {
        using var host = FolderHost();
        var catalog = host.Services.GetRequiredService<AdapterCatalog>();
        await host.StartAsync();
        await UntilAsync(() => catalog.State.ReadAt is not null);
        Assert.Empty(catalog.Current);

        var changes = 0;
        catalog.Changed += (_, _) => Interlocked.Increment(ref changes);
        await PublishAsync();
        Assert.Empty(catalog.Current);
        _clock.Advance(TimeSpan.FromSeconds(10));
        await UntilAsync(() => catalog.Current.Count == 1);
        Assert.Equal(1, catalog.Find("a")!.Current);
        await UntilAsync(() => changes == 1);

        await PublishAsync();
        _clock.Advance(TimeSpan.FromSeconds(10));
        await UntilAsync(() => catalog.Find("a")!.Current == 2);
        await UntilAsync(() => changes == 2);
        await host.StopAsync();
    }

    [Fact]
    public async Task RefreshAsync_RolledBackOrUnchanged_ChangedRaisedOnlyForARealChange()
    {
        using var host = FolderHost();
        var catalog = host.Services.GetRequiredService<AdapterCatalog>();
        var changes = 0;
        catalog.Changed += (_, _) => changes++;
        await catalog.RefreshAsync();
        Assert.Equal(0, changes);
        await PublishAsync();
        await PublishAsync();
        await catalog.RefreshAsync();
        await catalog.RefreshAsync();
        Assert.Equal(1, changes);
        await host.Store().RollBackAsync("a", 1);
        await catalog.RefreshAsync();
        Assert.Equal(2, changes);
        Assert.Equal(1, catalog.Find("a")!.Current);
        Assert.Null(catalog.Find("b"));
    }

    [SkippableFact]
    public async Task RefreshAsync_AzuriteStopped_LastListingServedAndHealthSaysSo()
    {
        await using var azurite = new AzuriteServer();
        await azurite.InitializeAsync();
        Skip.If(azurite.SkipReason is not null, azurite.SkipReason);
        using var host = StoreHost.Blob(azurite.ConnectionString("adapters"), builder =>
        {
            builder.AddAdapterCatalog();
            builder.Services.AddAzureClients(clients => clients.ConfigureDefaults(options =>
            {
                options.Retry.MaxRetries = 1;
                options.Retry.Delay = TimeSpan.FromMilliseconds(50);
            }));
        });
        var catalog = host.Services.GetRequiredService<AdapterCatalog>();
        var health = host.Services.GetRequiredService<HealthCheckService>();
        Assert.Equal(HealthStatus.Degraded, (await health.CheckHealthAsync()).Entries["adapters"].Status);
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync()).Entries["blobs-adapters"].Status);

        var published = await host.Store().PublishAsync("a", Adapter(), Description);
        await catalog.RefreshAsync();
        var report = await health.CheckHealthAsync();
        Assert.Equal(HealthStatus.Healthy, report.Status);
        Assert.Equal("1 adapters.", report.Entries["adapters"].Description);

        azurite.Stop();
        var e = await Assert.ThrowsAsync<AdapterStoreException>(() => catalog.RefreshAsync());
        Assert.Contains("it cannot be reached. Check the connection string", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("AccountKey", e.ToString(), StringComparison.Ordinal);
        Assert.Equal(published.Version, catalog.Find("a")!.Current);
        report = await health.CheckHealthAsync();
        Assert.Equal(HealthStatus.Degraded, report.Status);
        Assert.Contains("Serving the listing of", report.Entries["adapters"].Description, StringComparison.Ordinal);
        Assert.Equal(HealthStatus.Degraded, report.Entries["blobs-adapters"].Status);

        foreach (var call in new Func<Task>[]
        {
            () => host.Store().PublishAsync("a", Adapter(), Description), () => host.Store().FindAsync("a"), () => host.Store().DownloadAsync("a", 1, _work["copy"]),
            () => host.Store().DeleteAsync("a", 1),
        })
        {
            await Assert.ThrowsAsync<AdapterStoreException>(call);
        }

        Assert.False(Path.Exists(_work["copy"]));
    }

    [Fact]
    public async Task StartAsync_PeriodOutOfRange_RefusedAtStart()
    {
        using var host = StoreHost.Build(
            [new("MedQa:DataFolder", _work.Path), new("MedQa:Adapters:RefreshSeconds", "0")], builder => builder.AddAdapterCatalog());
        var e = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => host.StartAsync());
        Assert.Contains("RefreshSeconds", e.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _work.Dispose();

    private IHost FolderHost() => StoreHost.Build([new("MedQa:DataFolder", _work["data"])], builder =>
    {
        builder.Services.AddSingleton<TimeProvider>(_clock);
        builder.AddAdapterCatalog();
    });

    private Task<AdapterManifest> PublishAsync() => new FolderAdapterStore(_work["data/adapters"], TimeProvider.System).PublishAsync("a", Adapter(), Description);

    private string Adapter()
    {
        var folder = Directory.CreateDirectory(_work["adapter"]).FullName;
        File.WriteAllText(Path.Combine(folder, "adapter_config.json"), "{}");
        return folder;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            await Task.Delay(10, limit.Token);
        }
    }
}
