using MedQa.ServiceDefaults.Adapters;
using Microsoft.Extensions.Time.Testing;

namespace MedQa.ServiceDefaults.Tests.Adapters;

public sealed class FolderAdapterStoreTests : AdapterStoreContract
{
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);

    private protected override IAdapterStore Store => new FolderAdapterStore(Work["store"], _clock);

    private protected override IAdapterStore SecondStore() => new FolderAdapterStore(Work["store"], TimeProvider.System);

    private protected override async Task PutAsync(string key, byte[] content)
    {
        var path = Work[$"store/{key}"];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(path, content);
    }

    private protected override void SkipWhereUnavailable()
    {
    }

    [Fact]
    public async Task PublishAsync_EarlierOneWasKilled_InvisibleAndRemovedAfterADay()
    {
        await PutAsync(".publishing-0123/adapter_model.safetensors", [1]);
        await PutAsync(".publishing-0123/manifest.json", Manifest());
        Assert.Empty(await Store.ListAsync());

        await Store.PublishAsync("a", Adapter("one", "{}"), Description);
        Assert.True(Directory.Exists(Work["store/.publishing-0123"]));

        _clock.Advance(TimeSpan.FromHours(25));
        await Store.PublishAsync("a", Adapter("two", "{}"), Description);
        Assert.Equal([Work["store/a"]], Directory.GetDirectories(Work["store"]));
        Assert.Equal([1, 2], (await Store.FindAsync("a"))!.Versions.Select(version => version.Version));
    }

    [Fact]
    public async Task PublishAsync_FailsBeforeTheManifest_NothingLeft()
    {
        var store = new FolderAdapterStore(Work["store"], new BrokenClock());
        await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => store.PublishAsync("a", Adapter("one", "{}"), Description));
        Assert.Empty(await Store.ListAsync());
        Assert.Empty(Directory.GetFiles(Work["store"], "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task PublishAsync_StoreIsAFile_SaysWhatToDo()
    {
        await File.WriteAllTextAsync(Work["store"], "no folder");
        var e = await Assert.ThrowsAsync<AdapterStoreException>(() => Store.PublishAsync("a", Adapter("one", "{}"), Description));
        Assert.Contains("could not publish adapter 'a'", e.Message, StringComparison.Ordinal);
        Assert.Contains("Check that the folder can be read and written", e.Message, StringComparison.Ordinal);
    }

    private sealed class BrokenClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => throw new TimeZoneNotFoundException();
    }
}
