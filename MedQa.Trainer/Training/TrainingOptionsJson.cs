using System.Text.Json;
using System.Text.Json.Nodes;

namespace MedQa.Trainer.Training;

/// <summary>Training options as JSON, laid over the preset that they, or the command line, name.</summary>
internal static class TrainingOptionsJson
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads an options file.</summary>
    /// <param name="preset">What it is laid over, in place of the preset that it names.</param>
    /// <exception cref="InvalidDataException">It is no JSON, or holds a name that is not an option; names the file and the place.</exception>
    public static TrainingOptions Load(string path, TrainingPreset? preset)
    {
        var given = OptionsFile.Load<TrainingOptions>(path);
        return Over(preset ?? given.Preset, File.ReadAllText(path));
    }

    /// <summary>Reads options.</summary>
    /// <exception cref="JsonException">It is no JSON, or holds a name that is not an option.</exception>
    public static TrainingOptions Parse(string json)
    {
        var given = JsonSerializer.Deserialize<TrainingOptions>(json, OptionsFile.Json) ?? throw new JsonException("The options must be a JSON object.");
        return Over(given.Preset, json);
    }

    private static TrainingOptions Over(TrainingPreset? preset, string json)
    {
        var options = JsonSerializer.SerializeToNode(TrainingPresets.Of(preset), OptionsFile.Json)!.AsObject();
        using var given = JsonDocument.Parse(json, Lenient);
        Lay(given.RootElement, options);
        return options.Deserialize<TrainingOptions>(OptionsFile.Json)! with { Preset = preset };
    }

    private static void Lay(JsonElement given, JsonObject options)
    {
        foreach (var property in given.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Object && options[property.Name] is JsonObject inner)
            {
                Lay(property.Value, inner);
            }
            else
            {
                options[property.Name] = JsonNode.Parse(property.Value.GetRawText(), documentOptions: Lenient);
            }
        }
    }
}
