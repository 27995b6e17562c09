using System.Globalization;
using System.Text.RegularExpressions;

namespace MedQa.Local.Tests;

/// <summary>What fake services tell of themselves.</summary>
internal static partial class FakeOutput
{
    /// <summary>The process ids in the launcher's output.</summary>
    public static List<int> ProcessIds(string output) =>
        [.. PidLine().Matches(output).Select(m => int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture))];

    /// <summary>Whether a process runs; one that is dead but not waited for yet does not.</summary>
    public static bool IsAlive(int id)
    {
        try
        {
            // /proc/<id>/stat: the state is the field after the name in brackets.
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"\| pid (\d+)")]
    private static partial Regex PidLine();
}
