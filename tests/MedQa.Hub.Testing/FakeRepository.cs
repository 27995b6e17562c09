using System.Security.Cryptography;
using System.Text;

namespace MedQa.Hub.Testing;

/// <summary>A repository of <see cref="FakeHub"/>: one commit, its branches and its files.</summary>
public sealed class FakeRepository
{
    private readonly Dictionary<string, FakeFile> _files = new(StringComparer.Ordinal);

    /// <summary>The commit of all its files.</summary>
    public string Commit { get; set; } = new('c', 40);

    /// <summary>Branches and tags that mean the commit.</summary>
    public ISet<string> Refs { get; } = new HashSet<string>(StringComparer.Ordinal) { "main" };

    /// <summary>Files are given only to who sends the hub's token; listing them is free, as on the hub.</summary>
    public bool IsGated { get; set; }

    /// <summary>Nothing is given to who does not send the hub's token.</summary>
    public bool IsPrivate { get; set; }

    /// <summary>The files by name.</summary>
    public IReadOnlyDictionary<string, FakeFile> Files => _files;

    /// <summary>Adds a file.</summary>
    /// <param name="name">Its path in the repository; may be hostile.</param>
    /// <param name="isLarge">Whether it is in git LFS and comes from the other host.</param>
    public FakeRepository Add(string name, byte[] content, bool isLarge = false)
    {
        _files[name] = new FakeFile(content, isLarge, isLarge ? Convert.ToHexStringLower(SHA256.HashData(content)) : GitHash(content));
        return this;
    }

    /// <summary>Adds a folder's files; safetensors, GGUF and parquet files as large ones.</summary>
    public FakeRepository AddFolder(string folder)
    {
        foreach (var path in Directory.EnumerateFiles(folder))
        {
            Add(Path.GetFileName(path), File.ReadAllBytes(path), Path.GetExtension(path) is ".safetensors" or ".gguf" or ".parquet");
        }

        return this;
    }

    private static string GitHash(byte[] content)
    {
#pragma warning disable CA5350 // git's own hash.
        return Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes($"blob {content.Length}\0"), .. content]));
#pragma warning restore CA5350
    }
}
