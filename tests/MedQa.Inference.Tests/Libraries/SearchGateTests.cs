using MedQa.Inference.Configuration;
using MedQa.Inference.Libraries;
using Microsoft.Extensions.Options;

namespace MedQa.Inference.Tests.Libraries;

public sealed class SearchGateTests : IDisposable
{
    private readonly SearchGate gate = new(Options.Create(new LimitOptions { MaxSearches = 1, MaxQueuedSearches = 1 }));
    private readonly TaskCompletionSource<int> first = new();

    public void Dispose() => gate.Dispose();

    [Fact]
    public async Task RunAsync_MoreThanMayRun_WaitUntilOneEnds()
    {
        var running = Run(first.Task);
        var begun = false;
        var waiting = gate.RunAsync(
            () =>
            {
                begun = true;
                return Task.FromResult(2);
            },
            default);

        Assert.False(begun);
        var full = await Assert.ThrowsAsync<SearchesFullException>(() => Run(Task.FromResult(3)));
        Assert.Equal(
            "1 searches of the library run and 1 wait already, and no more may: try again in a few seconds. The service's MedQa:Limits:MaxSearches and MaxQueuedSearches set how many.", full.Message);
        first.SetResult(1);
        Assert.Equal((1, 2), (await running, await waiting));
        Assert.Equal(3, await Run(Task.FromResult(3)));
    }

    [Fact]
    public async Task RunAsync_CancelledWhileItWaits_LeavesItsPlaceToAnother()
    {
        using var cancelled = new CancellationTokenSource();
        var running = Run(first.Task);
        var waiting = gate.RunAsync(() => Task.FromResult(2), cancelled.Token);

        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        var next = Run(Task.FromResult(3));
        Assert.False(next.IsCompleted);
        first.SetResult(1);
        Assert.Equal((1, 3), (await running, await next));
    }

    [Fact]
    public async Task RunAsync_SearchThatEndsBadly_FreesItsPlace()
    {
        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<IOException>(() => Run(Task.FromException<int>(new IOException())));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Run(Task.FromCanceled<int>(new(canceled: true))));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gate.RunAsync(() => Task.FromResult(1), new(canceled: true)));
        }

        Assert.Equal(1, await Run(Task.FromResult(1)));
    }

    private Task<int> Run(Task<int> search) => gate.RunAsync(() => search, default);
}
