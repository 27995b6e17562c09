using MedQa.Inference.Devices;

namespace MedQa.Inference.Tests.Devices;

public sealed class DeviceThreadTests : IDisposable
{
    private readonly DeviceThread device = new(capacity: 2);
    private readonly ManualResetEventSlim release = new();

    public void Dispose()
    {
        release.Set();
        device.Dispose();
        release.Dispose();
    }

    [Fact]
    public async Task RunAsync_ManyPieces_RunInOrderOnOneThread()
    {
        var busy = Block();
        var threads = new List<int>();
        var first = device.RunAsync(_ => { threads.Add(Environment.CurrentManagedThreadId); return 1; }, default);
        var second = device.RunAsync(_ => { threads.Add(Environment.CurrentManagedThreadId); return threads.Count; }, default);
        release.Set();

        Assert.Equal((1, 2), (await first, await second));
        Assert.Single(threads.Distinct());
        Assert.NotEqual(Environment.CurrentManagedThreadId, threads[0]);
        await busy;
    }

    [Fact]
    public async Task RunAsync_QueueFull_RefusesWithHowManyWait()
    {
        var busy = Block();
        var waiting = new[] { device.RunAsync(_ => 1, default), device.RunAsync(_ => 2, default) };

        var refused = Assert.Throws<QueueFullException>(() => { _ = device.RunAsync(_ => 3, default); });

        Assert.Contains("2 requests wait", refused.Message, StringComparison.Ordinal);
        var own = device.RunOwnAsync(_ => 4, default);
        release.Set();
        Assert.Equal((1, 2), (await waiting[0], await waiting[1]));
        Assert.Equal(4, await own);
        await busy;
    }

    [Fact]
    public async Task RunAsync_CancelledWhileWaiting_NeverRunsAndMakesRoom()
    {
        var busy = Block();
        using var cancellation = new CancellationTokenSource();
        var ran = false;
        var cancelled = device.RunAsync(_ => ran = true, cancellation.Token);
        var other = device.RunAsync(_ => 1, default);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.Equal(1, device.Waiting);
        var next = device.RunAsync(_ => 2, default);
        release.Set();
        Assert.Equal((1, 2), (await other, await next));
        Assert.False(ran);
        await busy;
    }

    [Fact]
    public async Task RunAsync_WorkFails_CallerGetsTheExceptionAndTheThreadGoesOn()
    {
        await Assert.ThrowsAsync<InvalidDataException>(() => device.RunAsync<int>(_ => throw new InvalidDataException(), default));

        Assert.Equal(1, await device.RunAsync(_ => 1, default));
    }

    [Fact]
    public async Task Dispose_WorkWaits_IsCancelledAndTheRunningPieceEnds()
    {
        var busy = Block();
        var waiting = device.RunAsync(_ => 1, default);

        var disposing = Task.Run(device.Dispose);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.False(disposing.IsCompleted);
        release.Set();
        await disposing;
        Assert.Equal(0, await busy);
        Assert.Throws<ObjectDisposedException>(() => { _ = device.RunAsync(_ => 1, default); });
    }

    /// <summary>Keeps the device busy until released.</summary>
    private Task<int> Block()
    {
        using var running = new ManualResetEventSlim();
        var busy = device.RunOwnAsync(
            token =>
            {
                running.Set();
                release.Wait(token);
                return 0;
            },
            default);
        running.Wait();
        return busy;
    }
}
