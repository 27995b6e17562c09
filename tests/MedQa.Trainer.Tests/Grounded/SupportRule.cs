using System.ComponentModel;
using System.Diagnostics;

namespace MedQa.Trainer.Tests.Grounded;

/// <summary>Runs the support rule.</summary>
internal static class SupportRule
{
    /// <summary>Runs it with arguments.</summary>
    /// <returns>What it printed, or null where there is no Python.</returns>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task<string?> RunAsync(params string[] arguments)
    {
        Process? python;
        try
        {
            python = Process.Start(new ProcessStartInfo("python3", [Path.Combine(QuestionFiles.Folder, "support_rule.py"), .. arguments]) { RedirectStandardOutput = true });
        }
        catch (Win32Exception)
        {
            return null;
        }

        using (python)
        {
            var output = await python!.StandardOutput.ReadToEndAsync();
            await python.WaitForExitAsync();
            return python.ExitCode == 0 ? output : throw new InvalidOperationException($"support_rule.py ended with {python.ExitCode}: {output}");
        }
    }
}
