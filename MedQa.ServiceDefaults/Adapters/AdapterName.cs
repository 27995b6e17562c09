using System.Text.RegularExpressions;

namespace MedQa.ServiceDefaults.Adapters;

/// <summary>
/// The names that the store accepts. They become folder names and blob keys, so nothing that could leave the store's folder or
/// mean something to a shell or a URL is allowed.
/// </summary>
public static partial class AdapterName
{
    /// <summary>What a valid adapter name looks like, for messages.</summary>
    public const string Rule = "1 to 64 of a-z, 0-9, '-', '_' and '.', beginning with a letter or digit";

    /// <summary>Whether <paramref name="name"/> may name an adapter.</summary>
    public static bool IsValid(string? name) => name is not null && NamePattern().IsMatch(name);

    /// <summary>Throws where <paramref name="name"/> may not name an adapter.</summary>
    /// <exception cref="AdapterStoreException">The name does not follow <see cref="Rule"/>.</exception>
    public static void Check(string? name)
    {
        if (!IsValid(name))
        {
            throw new AdapterStoreException($"'{Shown(name)}' cannot name an adapter. Expected: {Rule}.");
        }
    }

    internal static bool IsValidFile(string? name) => name is not null && FilePattern().IsMatch(name) && name != ManifestJson.FileName;

    /// <summary>A name from outside, cut short and without control characters, for a message.</summary>
    internal static string Shown(string? name) =>
        name is null ? "(none)" : string.Concat(name.Take(80).Select(c => char.IsControl(c) ? '?' : c));

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9._-]{0,63}\z")]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,127}\z")]
    private static partial Regex FilePattern();
}
