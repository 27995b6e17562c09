using System.Security.Cryptography;

namespace MedQa.Trainer.Data;

/// <summary>The hash of a file.</summary>
internal static class FileHash
{
    /// <summary>SHA-256 of the file's bytes, lower-case hex.</summary>
    public static string Of(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <inheritdoc cref="Of"/>
    public static async Task<string> OfAsync(string path, CancellationToken cancellationToken = default)
    {
        await using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
    }
}
