using System.Diagnostics;

namespace MedQa.Local.Tests;

/// <summary>A launcher as a process of its own.</summary>
internal sealed class LauncherProcess : IDisposable
{
    private readonly TimeSpan patience = TimeSpan.FromSeconds(60);
    private readonly Process process;
    private readonly LockedWriter output = new();

    private LauncherProcess(string program, params IEnumerable<string> arguments)
    {
        // Tests that a script runs in its background inherit that SIGINT is ignored; at a terminal it is not.
        var start = new ProcessStartInfo("env", ["--default-signal=INT", DotnetHost.Path, Path.Combine(AppContext.BaseDirectory, program), .. arguments])
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

    /// <summary>The launcher over fake services; each is <c>name,option=value,…</c>.</summary>
    public static LauncherProcess OverFakes(int stopSeconds, params string[] services) => new("MedQa.Local.Fakes.dll", ["launch", $"{stopSeconds}", .. services]);

    /// <summary>The launcher as users start it.</summary>
    public static LauncherProcess Real(params string[] arguments) => new("MedQa.Local.dll", arguments);

    public string Output => output.ToString();

    public void Send(string signal)
    {
        using var kill = Process.Start("kill", ["-s", signal, $"{process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>Waits until it has printed a text; fails where it ends before.</summary>
    public async Task LineAsync(string text, TimeSpan? longest = null)
    {
        var start = Stopwatch.StartNew();
        while (!Output.Contains(text, StringComparison.Ordinal))
        {
            Assert.False(process.HasExited, Output);
            Assert.True(start.Elapsed < (longest ?? patience), Output);
            await Task.Delay(50);
        }
    }

    public async Task<int> ExitAsync()
    {
        await process.WaitForExitAsync().WaitAsync(patience);
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
