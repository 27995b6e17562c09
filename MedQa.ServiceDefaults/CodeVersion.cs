using System.Reflection;

namespace MedQa.ServiceDefaults;

/// <summary>The version of the code that runs.</summary>
public static class CodeVersion
{
    /// <summary>Version and, where the build knew it, commit: <c>0.1.0+3f2a…</c>.</summary>
    public static string Current { get; } =
        typeof(CodeVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
