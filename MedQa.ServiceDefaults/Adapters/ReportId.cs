using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace MedQa.ServiceDefaults.Adapters;

/// <summary>Ids of reports. They become folder names, blob keys and parts of addresses.</summary>
internal static partial class ReportId
{
    private const int HashDigits = 12;
    private const int MaxProtocolCharacters = 40;

    public static bool IsValid(string? id) => id is not null && IdPattern().IsMatch(id);

    /// <summary>The id of a report with these files, by name.</summary>
    public static string Of(string protocol, IEnumerable<AdapterFile> files)
    {
        var words = OtherCharacters().Replace(protocol.ToLowerInvariant(), "-").Trim('-');
        words = words[..Math.Min(words.Length, MaxProtocolCharacters)].TrimEnd('-');
        var content = string.Concat(files.Select(file => $"{file.Name} {file.Sha256}\n"));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
        return $"{(words.Length == 0 ? "report" : words)}-{hash[..HashDigits]}";
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,39}-[0-9a-f]{12}\z")]
    private static partial Regex IdPattern();

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex OtherCharacters();
}
