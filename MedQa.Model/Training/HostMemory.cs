using System.Globalization;

namespace MedQa.Model.Training;

/// <summary>Memory of this machine that a program can still take.</summary>
public static class HostMemory
{
    private const string MemInfo = "/proc/meminfo";
    private const string Available = "MemAvailable:";

    /// <summary>
    /// Free bytes: what the kernel says is available without swapping, and no more than what a container's limit leaves; where there
    /// is no <c>/proc/meminfo</c>, the runtime's own figures.
    /// </summary>
    public static long FreeBytes()
    {
        var info = GC.GetGCMemoryInfo();
        var left = Math.Max(0, info.TotalAvailableMemoryBytes - Environment.WorkingSet);
        return FromKernel() is { } available ? Math.Min(available, left) : Math.Min(left, Math.Max(0, info.TotalAvailableMemoryBytes - info.MemoryLoadBytes));
    }

    private static long? FromKernel()
    {
        if (!File.Exists(MemInfo))
        {
            return null;
        }

        // MemAvailable:   24583028 kB
        var line = File.ReadLines(MemInfo).FirstOrDefault(l => l.StartsWith(Available, StringComparison.Ordinal));
        return line is not null && long.TryParse(line.AsSpan(Available.Length).Trim().TrimEnd("kB").Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var kibibytes)
            ? kibibytes * 1024
            : null;
    }
}
