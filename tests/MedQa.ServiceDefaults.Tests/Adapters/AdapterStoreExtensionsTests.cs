using MedQa.ServiceDefaults.Adapters;
using MedQa.ServiceDefaults.Tests.Support;

namespace MedQa.ServiceDefaults.Tests.Adapters;

public sealed class AdapterStoreExtensionsTests
{
    private const string Connection = "Endpoint=https://medqa.blob.core.windows.net/;ContainerName=adapters";

    [Fact]
    public void AddAdapterStore_NothingSet_SaysWhatToSet()
    {
        var e = Assert.Throws<InvalidOperationException>(() => StoreHost.Build([]));
        Assert.Contains("Set ConnectionStrings:adapters (a blob container), MedQa:Adapters:Folder or MedQa:DataFolder", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddAdapterStore_FolderAndBlobs_Refused()
    {
        var e = Assert.Throws<InvalidOperationException>(() => StoreHost.Build([new("ConnectionStrings:adapters", Connection), new("MedQa:Adapters:Folder", "x")]));
        Assert.Contains("both ConnectionStrings:adapters and MedQa:Adapters:Folder are set", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddAdapterStore_ConnectionStringAndDataFolder_Blobs()
    {
        using var host = StoreHost.Build([new("ConnectionStrings:adapters", Connection), new("MedQa:DataFolder", "x")]);
        Assert.IsType<BlobAdapterStore>(host.Store());
    }

    [Theory]
    [InlineData("MedQa:DataFolder", "data", "data/adapters")]
    [InlineData("MedQa:Adapters:Folder", "elsewhere", "elsewhere")]
    public async Task AddAdapterStore_Folder_PublishesThere(string key, string value, string expected)
    {
        using var work = new TemporaryFolder();
        Directory.CreateDirectory(work["adapter"]);
        await File.WriteAllTextAsync(work["adapter/adapter_config.json"], "{}");
        using var host = StoreHost.Build([new(key, work[value])]);
        await host.Store().PublishAsync("a", work["adapter"], new("b", "h", "s"));
        Assert.True(File.Exists(work[$"{expected}/a/000001/manifest.json"]));
    }
}
