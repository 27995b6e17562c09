using System.Text.RegularExpressions;

namespace MedQa.Model.Hub;

/// <summary>Tells paths and names on the hub apart, and gives what lies in the hub's cache its name back.</summary>
public static partial class HubPath
{
    /// <summary>Whether a text is a name on the hub and no path of something in a folder.</summary>
    /// <param name="folder">What a relative path is relative to.</param>
    public static bool IsName(string text, string folder) => !Path.Exists(Path.GetFullPath(text, folder)) && HubReference.TryParse(text, out _);

    /// <summary>A relative path made absolute; a name on the hub, and an empty text, as they are.</summary>
    public static string Rooted(string text, string folder) => text.Length == 0 || IsName(text, folder) ? text : Path.GetFullPath(text, folder);

    /// <summary>
    /// What to call a folder or file: <c>owner/name</c> of a snapshot in the hub's cache, <c>owner/name:path</c> of a file in one,
    /// a name on the hub as it is, the last part of any other path.
    /// </summary>
    /// <param name="pinned">Whether the commit is said too, <c>owner/name@commit</c>, so that the name means the same files always.</param>
    public static string NameOf(string path, bool pinned = false)
    {
        var match = InSnapshot().Match(path.Replace(Path.DirectorySeparatorChar, '/'));
        if (!match.Success)
        {
            return HubReference.TryParse(path, out _) && !Path.Exists(path) ? path : Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
        }

        var file = match.Groups["file"].Value;
        return $"{match.Groups["owner"].Value}/{match.Groups["name"].Value}{(pinned ? $"@{match.Groups["commit"].Value}" : "")}{(file.Length > 0 ? $":{file}" : "")}";
    }

    [GeneratedRegex(@"/(models|datasets)--(?<owner>[^/]+?)--(?<name>[^/]+)/snapshots/(?<commit>[0-9a-f]{40})(/(?<file>.+?)?)?/?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex InSnapshot();
}
