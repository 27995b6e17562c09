using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MedQa.Trainer.Training;

/// <summary>Options as JSON: camel case, comments allowed; a name that is not known, and null where a value must be, refused.</summary>
internal static class OptionsFile
{
    public static JsonSerializerOptions Json { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        RespectNullableAnnotations = true,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Reads an options file.</summary>
    /// <exception cref="InvalidDataException">It is no JSON, or holds a name that is not an option; names the file and the place.</exception>
    public static T Load<T>(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllText(path), Json) ?? throw new InvalidDataException($"{path}: expected an object with options, found null.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}, line {e.LineNumber + 1}: {e.Message}", e);
        }
    }

    /// <summary>Reads one value as it would stand in a file.</summary>
    /// <param name="onError">Takes what is wrong.</param>
    public static T? Parse<T>(string text, Action<string> onError)
        where T : struct
    {
        try
        {
            return JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(text), Json);
        }
        catch (JsonException)
        {
            onError($"'{text}' is not a value that can be used here.");
            return null;
        }
    }

    /// <summary>The options as they would stand in a file.</summary>
    public static string ToJson<T>(T options) => JsonSerializer.Serialize(options, Json);
}
