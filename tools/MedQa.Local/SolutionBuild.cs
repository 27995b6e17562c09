using System.Diagnostics;

namespace MedQa.Local;

/// <summary>Builds the services with the .NET SDK that runs the launcher.</summary>
internal static class SolutionBuild
{
    /// <summary>Builds each project in Release, one line of progress a project; what the compiler prints is shown where it fails.</summary>
    /// <exception cref="LaunchException">A build failed.</exception>
    public static async Task RunAsync(Repository repository, IReadOnlyList<string> projects, TextWriter output, CancellationToken cancellationToken)
    {
        for (var i = 0; i < projects.Count; i++)
        {
            output.WriteLine($"building {projects[i]} ({i + 1} of {projects.Count}; the first time, its packages are downloaded too)");
            await BuildAsync(repository, projects[i], output, cancellationToken);
        }
    }

    private static async Task BuildAsync(Repository repository, string project, TextWriter output, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(DotnetHost.Path, ["build", project, "-c", "Release", "--nologo", "-v", "quiet"])
        {
            WorkingDirectory = repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Left over from `dotnet run`, these would point the inner build at another SDK's files; a build node that stays would hold the pipes open.
        start.Environment.Remove("MSBuildSDKsPath");
        start.Environment.Remove("MSBUILD_EXE_PATH");
        start.Environment.Remove("MSBuildExtensionsPath");
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        using var process = Process.Start(start) ?? throw new LaunchException($"{DotnetHost.Path} could not be started.");
        try
        {
            var text = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode != 0)
            {
                output.WriteLine((await text + await errors).TrimEnd());
                throw new LaunchException($"{project} could not be built (dotnet build ended with exit code {process.ExitCode}).");
            }
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
