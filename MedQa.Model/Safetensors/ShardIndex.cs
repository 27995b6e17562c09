using System.Text.Json;

namespace MedQa.Model.Safetensors;

/// <summary>
/// A <c>model.safetensors.index.json</c>: which file of a sharded checkpoint holds which tensor.
/// <code>{"metadata": {"total_size": BYTES}, "weight_map": {TENSOR: FILE, …}}</code>
/// </summary>
internal static class ShardIndex
{
    public const string FileName = "model.safetensors.index.json";

    private const long MaxBytes = 64 << 20;

    /// <summary>Reads the weight map.</summary>
    /// <returns>For each tensor, the name of a file beside the index.</returns>
    /// <exception cref="InvalidDataException">It is no such index, or names a file outside its folder; names the index and the tensor.</exception>
    public static IReadOnlyDictionary<string, string> Read(string path)
    {
        using var document = JsonFile.Read(path, MaxBytes);
        if (document.RootElement.ValueKind != JsonValueKind.Object
            || !document.RootElement.TryGetProperty("weight_map", out var map) || map.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidDataException($"{path} has no weight_map, which says where each tensor is.");
        }

        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            foreach (var entry in map.EnumerateObject())
            {
                var file = entry.Value.ValueKind == JsonValueKind.String ? entry.Value.GetString()! : "";
                if (!IsPlainName(file))
                {
                    throw new InvalidDataException($"{path} puts the tensor \"{entry.Name}\" into {entry.Value.GetRawText()}; the name of a .safetensors file in the same folder is expected.");
                }

                if (!files.TryAdd(entry.Name, file))
                {
                    throw new InvalidDataException($"{path} names the tensor \"{entry.Name}\" twice.");
                }
            }
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidDataException($"{path} holds a text that is no valid Unicode: {e.Message}", e);
        }

        return files;
    }

    /// <summary>Writes an index as transformers does.</summary>
    public static void Write(Stream stream, IReadOnlyDictionary<string, string> files, long totalBytes, long totalParameters)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteStartObject("metadata");
        json.WriteNumber("total_parameters", totalParameters);
        json.WriteNumber("total_size", totalBytes);
        json.WriteEndObject();
        json.WriteStartObject("weight_map");
        foreach (var (tensor, file) in files.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            json.WriteString(tensor, file);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static bool IsPlainName(string file) =>
        file.EndsWith(".safetensors", StringComparison.Ordinal) && !file.StartsWith('.')
        && file.AsSpan().IndexOfAny('/', '\\', '\0') < 0 && Path.GetFileName(file) == file;
}
