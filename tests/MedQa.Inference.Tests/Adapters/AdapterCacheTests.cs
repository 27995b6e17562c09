using MedQa.Inference.Adapters;
using MedQa.Model.Answers;

namespace MedQa.Inference.Tests.Adapters;

public class AdapterCacheTests
{
    private readonly List<AdapterKey> dropped = [];
    private readonly AdapterCache cache;
    private int loads;

    public AdapterCacheTests() => cache = new AdapterCache(capacity: 2, adapter => dropped.Add(adapter.Key));

    [Fact]
    public async Task AcquireAsync_ManyAtOnce_LoadOnce()
    {
        var gate = new TaskCompletionSource();

        var leases = Enumerable.Range(0, 5).Select(_ => cache.AcquireAsync(Key("a"), () => Load("a", gate.Task), default)).ToList();
        gate.SetResult();
        await Task.WhenAll(leases);

        Assert.Equal(1, loads);
    }

    [Fact]
    public async Task Dispose_MoreThanCapacity_DropsTheLeastRecentlyUsed()
    {
        await Use("a");
        await Use("b");
        await Use("a");
        await Use("c");

        Assert.Equal([Key("b")], dropped);
        Assert.True(cache.IsLoaded(Key("a")));
        Assert.False(cache.IsLoaded(Key("b")));
    }

    [Fact]
    public async Task AcquireAsync_AllInUse_KeepsMoreThanCapacityUntilOneIsFree()
    {
        var a = await Acquire("a");
        var b = await Acquire("b");
        var c = await Acquire("c");
        Assert.Empty(dropped);

        b.Dispose();
        b.Dispose();

        Assert.Equal([Key("b")], dropped);
        a.Dispose();
        c.Dispose();
        Assert.Single(dropped);
    }

    [Fact]
    public async Task AcquireAsync_LoadFails_TheNextTriesAgain()
    {
        await Assert.ThrowsAsync<InvalidDataException>(() => cache.AcquireAsync(Key("a"), () => throw new InvalidDataException(), default));

        await Use("a");

        Assert.True(cache.IsLoaded(Key("a")));
    }

    [Fact]
    public async Task AcquireAsync_OneCallerLeaves_TheLoadGoesOnForTheOthers()
    {
        var gate = new TaskCompletionSource();
        using var cancellation = new CancellationTokenSource();
        var leaving = cache.AcquireAsync(Key("a"), () => Load("a", gate.Task), cancellation.Token);
        var staying = cache.AcquireAsync(Key("a"), () => Load("a", gate.Task), default);

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        gate.SetResult();

        (await staying).Dispose();
        Assert.Equal(1, loads);
    }

    [Fact]
    public async Task Clear_Loaded_DropsAll()
    {
        await Use("a");
        await Use("b");

        cache.Clear();

        Assert.Equal([Key("a"), Key("b")], dropped.OrderBy(k => k.Name));
    }

    private static AdapterKey Key(string name) => new(name, 1);

    private Task<AdapterLease> Acquire(string name) => cache.AcquireAsync(Key(name), () => Load(name, Task.CompletedTask), default);

    private async Task Use(string name) => (await Acquire(name)).Dispose();

    private async Task<LoadedAdapter> Load(string name, Task gate)
    {
        Interlocked.Increment(ref loads);
        await gate;
        return new LoadedAdapter(Key(name), null!, new AnswerFormat(), "");
    }
}
