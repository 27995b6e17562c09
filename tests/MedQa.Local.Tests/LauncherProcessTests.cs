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
        using var launcher = new LauncherProcess(stopSeconds: 10, $"one,port={ports[0]}", $"two,port={ports[1]}");
        await launcher.LineAsync("all healthy");
        var services = FakeOutput.ProcessIds(launcher.Output);
        Assert.Equal(2, services.Count);

        launcher.Send(signal);

        Assert.Equal(0, await launcher.ExitAsync());
        Assert.Contains("one       | interrupted", launcher.Output, StringComparison.Ordinal);
        Assert.Contains("two       | interrupted", launcher.Output, StringComparison.Ordinal);
        Assert.All(services, id => Assert.False(FakeOutput.IsAlive(id)));
    }

    [Fact]
    public async Task SecondSignal_WhileAServiceDoesNotStop_KillsItAtOnce()
    {
        using var launcher = new LauncherProcess(stopSeconds: 600, $"one,port={ports[0]},stubborn=1");
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
        using var launcher = new LauncherProcess(stopSeconds: 10, $"one,port={ports[0]},stubborn=1", $"two,port={ports[1]}");
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

    private sealed class LauncherProcess : IDisposable
    {
        private readonly Process process;
        private readonly LockedWriter output = new();

        public LauncherProcess(int stopSeconds, params string[] services)
        {
            var start = new ProcessStartInfo(DotnetHost.Path, [Path.Combine(AppContext.BaseDirectory, "MedQa.Local.Fakes.dll"), "launch", $"{stopSeconds}", .. services])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            process = Process.Start(start)!;
            process.OutputDataReceived += (_, line) => output.WriteLine(line.Data);
            process.ErrorDataReceived += (_, line) => output.WriteLine(line.Data);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
        }

        public string Output => output.ToString();

        public void Send(string signal)
        {
            using var kill = Process.Start("kill", ["-s", signal, $"{process.Id}"]);
            kill.WaitForExit();
        }

        public async Task LineAsync(string text)
        {
            var start = Stopwatch.StartNew();
            while (!Output.Contains(text, StringComparison.Ordinal))
            {
                Assert.False(process.HasExited, Output);
                Assert.True(start.Elapsed < Patience, Output);
                await Task.Delay(50);
            }
        }

        public async Task<int> ExitAsync()
        {
            await process.WaitForExitAsync().WaitAsync(Patience);
            return process.ExitCode;
        }

        public void Dispose()
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }

            process.Dispose();
            output.Dispose();
        }
    }
}
