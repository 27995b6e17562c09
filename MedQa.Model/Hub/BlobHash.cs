using System.Security.Cryptography;
using System.Text;

namespace MedQa.Model.Hub;

/// <summary>
/// The hash that the hub gives for a file: SHA-256 of a large one (git LFS); of another the name of git's object,
/// <c>SHA-1("blob SIZE\0" + content)</c>.
/// </summary>
internal sealed class BlobHash : IDisposable
{
    private const int Sha256Digits = 64;

    private readonly HubFile _file;
    private readonly IncrementalHash _hash;

    public BlobHash(HubFile file)
    {
        _file = file;
#pragma warning disable CA5350 // git's own hash is SHA-1.
        _hash = IncrementalHash.CreateHash(file.Hash.Length == Sha256Digits ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA1);
#pragma warning restore CA5350
        Restart();
    }

    /// <summary>Forgets what was added.</summary>
    public void Restart()
    {
        _hash.GetHashAndReset();
        if (_file.Hash.Length != Sha256Digits)
        {
            _hash.AppendData(Encoding.ASCII.GetBytes($"blob {_file.Size}\0"));
        }
    }

    public void Add(ReadOnlySpan<byte> content) => _hash.AppendData(content);

    /// <summary>The hash of what was added, lower-case hexadecimal.</summary>
    public string Current() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    public void Dispose() => _hash.Dispose();
}
