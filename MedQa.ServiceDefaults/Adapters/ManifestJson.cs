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

    private const string Remedy = "Delete this version of the adapter and publish it again.";

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
        if (manifest.Name != name || manifest.Version != version)
        {
            throw Broken(where, $"it is for '{AdapterName.Shown(manifest.Name)}' version {manifest.Version}, expected '{name}' version {version}");
        }

        return FilesProblem(manifest.Files) is { } problem ? throw Broken(where, problem) : manifest;
    }

    /// <summary>What is wrong with a list of files from outside, or null.</summary>
    public static string? FilesProblem(IReadOnlyList<AdapterFile> files)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return files.Count == 0 ? "it lists no files" : files.Select(Problem).FirstOrDefault(problem => problem is not null);

        string? Problem(AdapterFile? file)
        {
            if (file is null)
            {
                return "an entry of its files is null";
            }

            var shown = AdapterName.Shown(file.Name);
            return !AdapterName.IsValidFile(file.Name) ? $"'{shown}' is not a plain file name"
                : !names.Add(file.Name) ? $"'{shown}' is listed twice"
                : file.Length is < 0 or > MaxFileBytes ? $"'{shown}' has length {file.Length}, expected 0 to {MaxFileBytes}"
                : !Sha256Pattern().IsMatch(file.Sha256) ? $"'{shown}' has no SHA-256 of 64 lower-case hex digits"
                : null;
        }
    }

    /// <summary>Reads a small JSON file of the store.</summary>
    /// <param name="where">The file's place, for messages.</param>
    /// <param name="remedy">What to do where it is broken.</param>
    /// <exception cref="AdapterStoreException">It is longer than <see cref="MaxBytes"/> or does not hold a <typeparamref name="T"/>.</exception>
    public static T ReadJson<T>(Stream stream, string where, string remedy = Remedy)
        where T : class
    {
        var bytes = new byte[MaxBytes + 1];
        var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (length > MaxBytes)
        {
            throw new AdapterStoreException(Message(where, $"it is longer than {MaxBytes} bytes", remedy));
        }

        try
        {
            return JsonSerializer.Deserialize<T>(bytes.AsSpan(0, length), Options) ?? throw new AdapterStoreException(Message(where, "it holds null", remedy));
        }
        catch (JsonException e)
        {
            throw new AdapterStoreException(Message(where, $"no valid JSON of the expected shape at '{e.Path}'", remedy), e);
        }
    }

    private static AdapterStoreException Broken(string where, string problem) => new(Message(where, problem, Remedy));

    private static string Message(string where, string problem, string remedy) => $"{where} is broken: {problem}. {remedy}";

    [GeneratedRegex(@"\A[0-9a-f]{64}\z")]
    private static partial Regex Sha256Pattern();
}
