using System.Diagnostics;

namespace MedQa.Trainer.Tests.Running;

/// <summary>The trainer's command line as a process of its own, as users run it.</summary>
internal sealed class TrainerProcess : IDisposable
{
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

    /// <summary>Reads lines until one fits; false where the process ends before.</summary>
    public bool ReadUntil(Func<string, bool> fits)
    {
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (fits(line))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>SIGKILL.</summary>
    /// <returns>Whether the process was still running.</returns>
    public bool Kill()
    {
        process.Kill();
        process.WaitForExit();
        return process.ExitCode == 128 + 9;
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
