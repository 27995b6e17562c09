using System.Diagnostics;
using MedQa.Model.Tests;

namespace MedQa.Trainer.Tests.Commands;

/// <summary><c>dotnet run --project MedQa.Trainer -- ask … --model models/medqa-mini</c>, as the README has it, names files from where the caller is.</summary>
public class RunFolderTests
{
    [Fact]
    public async Task DotnetRun_RelativePaths_AreTheCallers()
    {
        var start = new ProcessStartInfo("dotnet", ["msbuild", Path.Combine(Goldens.Repository, "MedQa.Trainer", "MedQa.Trainer.csproj"), "-getProperty:RunWorkingDirectory", "-nologo"]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var folder = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal((0, ""), (process.ExitCode, folder.Trim()));
    }
}
