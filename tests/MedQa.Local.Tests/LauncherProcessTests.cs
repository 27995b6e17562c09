using System.Diagnostics;

namespace MedQa.Local.Tests;

/// <summary>The launcher as a process of its own, over fake services: what signals do to all of them.</summary>
public sealed class LauncherProcessTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly int[] ports = LoopbackPorts.Free(2);

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public async Task Signal_WhileServing_StopsAllInOrder(string signal)
    {
        using var launcher = LauncherProcess.OverFakes(stopSeconds: 10, $"one,port={ports[0]}", $"two,port={ports[1]}");
        await launcher.LineAsync("all healthy");
        var services = FakeOutput.ProcessIds(launcher.Output);
        Assert.Equal(2, services.Count);

        launcher.Send(signal);

        Assert.Equal(0, await launcher.ExitAsync());
        Assert.Contains("one       | terminated", launcher.Output, StringComparison.Ordinal);
        Assert.Contains("two       | terminated", launcher.Output, StringComparison.Ordinal);
        Assert.All(services, id => Assert.False(FakeOutput.IsAlive(id)));
    }

    [Fact]
    public async Task SecondSignal_WhileAServiceDoesNotStop_KillsItAtOnce()
    {
        using var launcher = LauncherProcess.OverFakes(stopSeconds: 600, $"one,port={ports[0]},stubborn=1");
        await launcher.LineAsync("all healthy");

        launcher.Send("INT");
        await launcher.LineAsync("stopping one");
        launcher.Send("INT");

        Assert.Equal(0, await launcher.ExitAsync());
        Assert.All(FakeOutput.ProcessIds(launcher.Output), id => Assert.False(FakeOutput.IsAlive(id)));
    }

    [SkippableFact]
    public async Task Kill_WhileServing_LeavesNoService()
    {
        Skip.If(ProcessStarter.Setpriv is null, "setpriv (util-linux) is not on this system");
        using var launcher = LauncherProcess.OverFakes(stopSeconds: 10, $"one,port={ports[0]},stubborn=1", $"two,port={ports[1]}");
        await launcher.LineAsync("all healthy");
        var services = FakeOutput.ProcessIds(launcher.Output);

        // Long enough for a thread of the pool to go back, so that a service bound to such a thread would be seen to die.
        await Task.Delay(TimeSpan.FromSeconds(2));
        Assert.All(services, id => Assert.True(FakeOutput.IsAlive(id)));
        launcher.Send("KILL");
        await launcher.ExitAsync();

        var start = Stopwatch.StartNew();
        while (services.Exists(FakeOutput.IsAlive) && start.Elapsed < Patience)
        {
            await Task.Delay(50);
        }

        Assert.All(services, id => Assert.False(FakeOutput.IsAlive(id)));
    }
}
