using System.Runtime.InteropServices;

namespace MedQa.Local;

/// <summary>The <c>dotnet</c> program that runs this launcher, which need not be on the PATH.</summary>
internal static class DotnetHost
{
    /// <summary>Full path of <c>dotnet</c>; the bare name where the runtime does not lie in an installation.</summary>
    public static string Path { get; } = Find();

    private static string Find()
    {
        // <installation>/shared/Microsoft.NETCore.App/<version>/
        var installation = System.IO.Path.GetFullPath(System.IO.Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        var dotnet = System.IO.Path.Combine(installation, "dotnet");
        return File.Exists(dotnet) ? dotnet : "dotnet";
    }
}
