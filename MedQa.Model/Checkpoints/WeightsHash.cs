using System.Security.Cryptography;
using System.Text;

namespace MedQa.Model.Checkpoints;

/// <summary>
/// The SHA-256 that stands for a model's weights. Of one file it is the file's; of shards that of the lines which
/// <c>sha256sum</c> prints for them, sorted by name, so that <c>sha256sum model-*.safetensors | sha256sum</c> gives it.
/// </summary>
internal static class WeightsHash
{
    private const int BufferBytes = 1 << 20;

    /// <summary>Hashes the files; lower-case hexadecimal.</summary>
    /// <param name="files">Paths, sorted by name.</param>
    public static string Compute(IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        if (files.Count == 1)
        {
            return OfFile(files[0], cancellationToken);
        }

        var lines = files.Select(f => $"{OfFile(f, cancellationToken)}  {Path.GetFileName(f)}\n");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))));
    }

    private static string OfFile(string path, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
        var buffer = new byte[BufferBytes];
        int read;
        while ((read = stream.Read(buffer)) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            hash.AppendData(buffer, 0, read);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
