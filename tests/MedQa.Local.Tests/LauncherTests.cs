using System.Diagnostics;
using MedQa.Local.Fakes;

namespace MedQa.Local.Tests;

public sealed class LauncherTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly LockedWriter output = new();
    private readonly CancellationTokenSource stop = new();
    private readonly int[] ports = LoopbackPorts.Free(2);

    public void Dispose()
    {
        stop.Dispose();
        output.Dispose();
    }

    [Fact]
    public async Task RunAsync_AllHealthyThenStopped_SaysSoOnceAndEndsAllWithZero()
    {
        var run = RunAsync(TimeSpan.FromSeconds(30), $"one,port={ports[0]}", $"two,port={ports[1]},healthy-after=1500,print=a line of two");
        await LineAsync("all healthy", run);

        var text = Output();
        Assert.Contains("waiting until one, two are healthy", text, StringComparison.Ordinal);
        Assert.True(text.IndexOf("two is healthy after", StringComparison.Ordinal) < text.IndexOf("all healthy", StringComparison.Ordinal));
        Assert.Contains("two       | a line of two", text, StringComparison.Ordinal);
        var processes = ProcessIds();
        Assert.Equal(2, processes.Count);
        Assert.All(processes, id => Assert.True(IsAlive(id)));

        await stop.CancelAsync();
        Assert.Equal(0, await run.WaitAsync(Patience));
        Assert.All(processes, id => Assert.False(IsAlive(id)));
        Assert.Contains("one       | terminated", Output(), StringComparison.Ordinal);
        Assert.Contains("two       | terminated", Output(), StringComparison.Ordinal);
        Assert.All(ports, port => Assert.True(LoopbackPorts.IsFree(port)));
    }

    [Fact]
    public async Task RunAsync_OneServiceEndsWhileServing_StopsTheOthersWithItsExitCodeAndItsLastLines()
    {
        var run = RunAsync(TimeSpan.FromSeconds(30), $"one,port={ports[0]}", $"two,port={ports[1]},exit-after=4000,exit-code=7,print=the reason");
        await LineAsync("all healthy", run);

        Assert.Equal(7, await run.WaitAsync(Patience));
        Assert.Contains("two ended with exit code 7; stopping the others. Its last lines:", Output(), StringComparison.Ordinal);
        Assert.Contains("    the reason", Output(), StringComparison.Ordinal);
        Assert.All(ProcessIds(), id => Assert.False(IsAlive(id)));
    }

    [Fact]
    public async Task RunAsync_OneServiceEndsWithZeroBeforeItIsHealthy_GivesOne()
    {
        var run = RunAsync(TimeSpan.FromSeconds(30), $"one,port={ports[0]}", $"two,port={ports[1]},healthy-after=60000,exit-after=500");

        Assert.Equal(1, await run.WaitAsync(Patience));
        Assert.Contains("two ended with exit code 0", Output(), StringComparison.Ordinal);
        Assert.DoesNotContain("all healthy", Output(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_AServiceIsNotHealthyInTime_NamesItAndItsLastAnswerAndStopsAll()
    {
        var run = RunAsync(TimeSpan.FromSeconds(3), $"one,port={ports[0]}", $"two,port={ports[1]},healthy-after=60000");

        Assert.Equal(1, await run.WaitAsync(Patience));
        Assert.Contains($"two is not healthy after 3 s; http://127.0.0.1:{ports[1]}/health last gave: 503 Service Unavailable.", Output(), StringComparison.Ordinal);
        Assert.DoesNotContain("one is not healthy", Output(), StringComparison.Ordinal);
        Assert.All(ProcessIds(), id => Assert.False(IsAlive(id)));
    }

    [Fact]
    public async Task RunAsync_AServiceDoesNotStop_IsKilled()
    {
        var run = RunAsync(TimeSpan.FromSeconds(30), $"one,port={ports[0]}", $"two,port={ports[1]},stubborn=1");
        await LineAsync("all healthy", run);

        await stop.CancelAsync();
        Assert.Equal(0, await run.WaitAsync(Patience));
        Assert.Contains("killing two", Output(), StringComparison.Ordinal);
        Assert.All(ProcessIds(), id => Assert.False(IsAlive(id)));
    }

    [Fact]
    public async Task RunAsync_StoppedBeforeHealthy_EndsAllWithZero()
    {
        var run = RunAsync(TimeSpan.FromSeconds(30), $"one,port={ports[0]},healthy-after=60000");
        await LineAsync("pid ", run);

        await stop.CancelAsync();
        Assert.Equal(0, await run.WaitAsync(Patience));
        Assert.All(ProcessIds(), id => Assert.False(IsAlive(id)));
    }

    [Fact]
    public async Task RunAsync_AProgramThatIsNotThere_NamesItAndStopsTheOthers()
    {
        var one = FakeLauncher.Service($"one,port={ports[0]}");
        var missing = one with { Name = "two", FileName = "/nowhere/program" };

        if (ProcessStarter.Setpriv is null)
        {
            await Assert.ThrowsAsync<LaunchException>(() => RunAsync(TimeSpan.FromSeconds(30), one, missing));
        }
        else
        {
            Assert.NotEqual(0, await RunAsync(TimeSpan.FromSeconds(30), one, missing).WaitAsync(Patience));
            Assert.Contains("/nowhere/program", Output(), StringComparison.Ordinal);
        }
    }

    private Task<int> RunAsync(TimeSpan healthTimeout, params string[] services) => RunAsync(healthTimeout, [.. services.Select(FakeLauncher.Service)]);

    private Task<int> RunAsync(TimeSpan healthTimeout, params Service[] services) =>
        new Launcher(output, healthTimeout, TimeSpan.FromSeconds(3), TimeProvider.System).RunAsync(services, "all healthy", stop.Token);

    private async Task LineAsync(string text, Task run)
    {
        var start = Stopwatch.StartNew();
        while (!Output().Contains(text, StringComparison.Ordinal))
        {
            Assert.False(run.IsCompleted, Output());
            Assert.True(start.Elapsed < Patience, Output());
            await Task.Delay(50);
        }
    }

    private string Output() => output.ToString();

    private List<int> ProcessIds() => FakeOutput.ProcessIds(Output());

    private static bool IsAlive(int id) => FakeOutput.IsAlive(id);
}
