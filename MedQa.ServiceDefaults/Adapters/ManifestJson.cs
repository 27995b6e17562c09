using System.Text.Json;
using System.Text.RegularExpressions;

namespace MedQa.ServiceDefaults.Adapters;

/// <summary>Writes manifests and reads them as input from outside: bounded, complete, and only for the place they were found in.</summary>
/// <remarks>
/// <code>
/// {"name":"pubmedqa","version":3,"createdAt":"2026-05-01T12:00:00+00:00",
///  "description":{"baseModel":"medqa-mini","baseHash":"…","summary":"…"},
///  "files":[{"name":"adapter_config.json","length":812,"sha256":"…"}, …]}
/// </code>
/// </remarks>
internal static partial class ManifestJson
{
    public const string FileName = "manifest.json";

    /// <summary>The most bytes a manifest may have; one of four files has about 1,000.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>The most bytes a file of an adapter may have: 16 GiB, several times the largest adapters in use.</summary>
    public const long MaxFileBytes = 16L << 30;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        MaxDepth = 8,
    };

    public static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    /// <summary>Reads the manifest of one version.</summary>
    /// <param name="where">The file's place, for messages.</param>
    /// <exception cref="AdapterStoreException">It is too long, no manifest, or that of another adapter or version.</exception>
    public static AdapterManifest Read(Stream stream, string name, int version, string where)
    {
        var manifest = ReadJson<AdapterManifest>(stream, where);
        Require(manifest.Name == name && manifest.Version == version, where,
            $"it is for '{AdapterName.Shown(manifest.Name)}' version {manifest.Version}, expected '{name}' version {version}");
        Require(manifest.Files.Count > 0, where, "it lists no files");
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var file in manifest.Files)
        {
            Require(file is not null, where, "an entry of its files is null");
            var shown = AdapterName.Shown(file!.Name);
            Require(AdapterName.IsValidFile(file.Name), where, $"'{shown}' is not a plain file name");
            Require(names.Add(file.Name), where, $"'{shown}' is listed twice");
            Require(file.Length is >= 0 and <= MaxFileBytes, where, $"'{shown}' has length {file.Length}, expected 0 to {MaxFileBytes}");
            Require(Sha256Pattern().IsMatch(file.Sha256), where, $"'{shown}' has no SHA-256 of 64 lower-case hex digits");
        }

        return manifest;
    }

    /// <summary>Reads a small JSON file of the store.</summary>
    /// <exception cref="AdapterStoreException">It is longer than <see cref="MaxBytes"/> or does not hold a <typeparamref name="T"/>.</exception>
    public static T ReadJson<T>(Stream stream, string where)
        where T : class
    {
        var bytes = new byte[MaxBytes + 1];
        var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        Require(length <= MaxBytes, where, $"it is longer than {MaxBytes} bytes");
        try
        {
            return JsonSerializer.Deserialize<T>(bytes.AsSpan(0, length), Options) ?? throw Broken(where, "it holds null");
        }
        catch (JsonException e)
        {
            throw new AdapterStoreException(Message(where, $"no valid JSON of the expected shape at '{e.Path}'"), e);
        }
    }

    private static void Require(bool holds, string where, string problem)
    {
        if (!holds)
        {
            throw Broken(where, problem);
        }
    }

    private static AdapterStoreException Broken(string where, string problem) => new(Message(where, problem));

    private static string Message(string where, string problem) =>
        $"{where} is broken: {problem}. Delete this version of the adapter and publish it again.";

    [GeneratedRegex(@"\A[0-9a-f]{64}\z")]
    private static partial Regex Sha256Pattern();
}
