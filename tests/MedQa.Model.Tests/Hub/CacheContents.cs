using System.Text;

namespace MedQa.Model.Tests.Hub;

/// <summary>A repository's folder in the cache, written and read with the file system alone.</summary>
internal static class CacheContents
{
    /// <summary>Every file's relative path with its content, or, of a link, with <c>-&gt; target</c>.</summary>
    public static SortedDictionary<string, string> Of(string folder) => new(
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).ToDictionary(
            f => Path.GetRelativePath(folder, f),
            f => new FileInfo(f).LinkTarget is { } target ? $"-> {target}" : Encoding.Latin1.GetString(File.ReadAllBytes(f))),
        StringComparer.Ordinal);

    /// <summary>Writes a snapshot by the rules of huggingface_hub's <c>file_download.py</c>.</summary>
    public static void WriteAsPython(string folder, string commit, string revision, Dictionary<string, byte[]> files)
    {
        Directory.CreateDirectory(Path.Combine(folder, "blobs"));
        Directory.CreateDirectory(Path.Combine(folder, "refs"));
        Directory.CreateDirectory(Path.Combine(folder, "snapshots", commit));
        File.WriteAllText(Path.Combine(folder, "refs", revision), commit);
        foreach (var (i, (name, content)) in files.Index())
        {
            var etag = i.ToString("x40", System.Globalization.CultureInfo.InvariantCulture);
            File.WriteAllBytes(Path.Combine(folder, "blobs", etag), content);
            File.CreateSymbolicLink(Path.Combine(folder, "snapshots", commit, name), $"../../blobs/{etag}");
        }
    }
}
