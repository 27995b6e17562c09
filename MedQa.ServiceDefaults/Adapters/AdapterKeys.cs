using System.Globalization;
using System.Text.RegularExpressions;

namespace MedQa.ServiceDefaults.Adapters;

/// <summary>
/// Blob keys, <c>{name}/{version:D6}/{file}</c>, <c>{name}/{version:D6}/reports/{report}/{file}</c> and <c>{name}/current.json</c>; a
/// store in a folder uses the same as paths.
/// </summary>
internal static partial class AdapterKeys
{
    public const string ReportsFolder = "reports";

    public static string Version(string name, int version) => string.Create(CultureInfo.InvariantCulture, $"{name}/{version:D6}/");

    public static string File(string name, int version, string file) => Version(name, version) + file;

    public static string Manifest(string name, int version) => File(name, version, ManifestJson.FileName);

    public static string Pointer(string name) => $"{name}/{AdapterPointer.FileName}";

    public static string Reports(string name, int version) => $"{Version(name, version)}{ReportsFolder}/";

    public static string Report(string name, int version, string report, string file) => $"{Reports(name, version)}{report}/{file}";

    /// <summary>The version that a folder's name stands for: six digits or more, from 000001 on, in the one way it is written.</summary>
    public static int? ParseVersion(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > 0 &&
        version.ToString("D6", CultureInfo.InvariantCulture) == text ? version : null;

    /// <summary>Takes a key of a version's file apart; null for any other key.</summary>
    public static (string Name, int Version, string File)? Parse(string key) =>
        KeyPattern().Match(key) is { Success: true } match && AdapterName.IsValid(match.Groups[1].Value) && ParseVersion(match.Groups[2].Value) is { } version
            ? (match.Groups[1].Value, version, match.Groups[3].Value) : null;

    [GeneratedRegex(@"\A([^/]+)/([0-9]+)/([^/]+)\z")]
    private static partial Regex KeyPattern();
}
