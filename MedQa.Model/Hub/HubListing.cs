using System.Text.Json;

namespace MedQa.Model.Hub;

/// <summary>
/// What the hub answers about a revision (<c>/api/models/ID/revision/REVISION?blobs=true</c>):
/// <code>{"sha": COMMIT, "siblings": [{"rfilename": NAME, "size": BYTES, "blobId": SHA1, "lfs": {"sha256": SHA256, "size": BYTES}}, …]}</code>
/// with <c>lfs</c> for large files alone.
/// </summary>
/// <param name="Commit">The commit that the revision means, 40 hexadecimal digits.</param>
/// <param name="Files">Its files by name.</param>
internal sealed record HubListing(string Commit, IReadOnlyDictionary<string, HubFile> Files)
{
    private const int Sha1Digits = 40;
    private const int Sha256Digits = 64;

    /// <summary>More bytes than any repository has, and few enough that sums of sizes stay within 64 bits.</summary>
    private const long MostBytes = 1L << 60;

    /// <summary>Reads an answer.</summary>
    /// <param name="source">What was asked, for errors.</param>
    /// <exception cref="HubException">It is not such an answer, a hash or size is missing, or a name leads out of its folder.</exception>
    public static HubListing Parse(ReadOnlyMemory<byte> json, string source)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var commit = Hash(document.RootElement, "sha", Sha1Digits) ?? throw new HubException($"{source}: the hub's answer has no commit.");
            var files = new Dictionary<string, HubFile>(StringComparer.Ordinal);
            long total = 0;
            foreach (var sibling in document.RootElement.GetProperty("siblings").EnumerateArray())
            {
                var file = FileOf(sibling, source);
                files[file.Name] = file.Size <= MostBytes - total ? file : throw new HubException($"{source}: the sizes that the hub lists are more than a repository can hold.");
                total += file.Size;
            }

            return new HubListing(commit, files);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new HubException($"{source}: the hub's answer is no listing of files ({e.Message})", e);
        }
    }

    private static HubFile FileOf(JsonElement sibling, string source)
    {
        var name = sibling.GetProperty("rfilename").GetString() ?? "";
        if (!HubFile.IsSafeName(name))
        {
            throw new HubException($"{source}: the hub lists a file whose name ({JsonSerializer.Serialize(name)}) is no path inside the repository; nothing is downloaded.");
        }

        var large = sibling.TryGetProperty("lfs", out var lfs) && lfs.ValueKind == JsonValueKind.Object;
        var size = (large ? lfs : sibling).TryGetProperty("size", out var number) ? number.GetInt64() : -1;
        var hash = large ? Hash(lfs, "sha256", Sha256Digits) ?? Hash(lfs, "oid", Sha256Digits) : Hash(sibling, "blobId", Sha1Digits);
        return size >= 0 && hash is not null
            ? new HubFile(name, size, hash)
            : throw new HubException($"{source}: the hub gives no size and hash of {name}, so it could not be checked.");
    }

    private static string? Hash(JsonElement from, string name, int digits) =>
        from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { } text
            && text.Length == digits && text.All(char.IsAsciiHexDigitLower) ? text : null;
}
