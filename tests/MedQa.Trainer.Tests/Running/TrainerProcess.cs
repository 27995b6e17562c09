using System.Diagnostics;

namespace MedQa.Trainer.Tests.Running;

/// <summary>The trainer's command line as a process of its own, as users run it.</summary>
internal sealed class TrainerProcess : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private readonly Process process;
    private readonly Task<string> errors;

    public TrainerProcess(params string[] arguments)
    {
        process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [Path.Combine(AppContext.BaseDirectory, "MedQa.Trainer.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["OMP_NUM_THREADS"] = "1", ["DOTNET_TieredPGO"] = "0" },
        })!;
        errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Reads lines until one fits. Fails where the process ends before, or does not get there in minutes.</summary>
    public void ReadUntil(Func<string, bool> fits)
    {
        using var tooLong = new Timer(_ => process.Kill(), null, Longest, Timeout.InfiniteTimeSpan);
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (fits(line))
            {
                return;
            }
        }

        process.WaitForExit();
        Assert.Fail($"The process ended with {process.ExitCode} before the line came. {errors.Result}");
    }

    /// <summary>SIGKILL, to a process that is still running.</summary>
    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
        Assert.Equal(128 + 9, process.ExitCode);
    }

    /// <summary>Waits for the end.</summary>
    public async Task<(int ExitCode, string Output, string Errors)> EndAsync()
    {
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output, await errors);
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
    }
}
