using System.Text.Json;
using MedQa.Model.Mistral;

namespace MedQa.Model.Checkpoints;

/// <summary>A folder's <c>generation_config.json</c>: of it, only the ids that end an answer are read; sampling is the caller's to say.</summary>
internal static class GenerationConfig
{
    private const string FileName = "generation_config.json";
    private const long MaxBytes = 1 << 20;

    /// <summary>The ids that end a sequence; empty where the file is missing or names none.</summary>
    /// <exception cref="InvalidDataException">The file is broken.</exception>
    public static IReadOnlyList<int> EosTokenIds(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            return [];
        }

        using var document = JsonFile.Read(path, MaxBytes);
        return document.RootElement.ValueKind == JsonValueKind.Object
            ? new ConfigJson(path, document.RootElement).Integers("eos_token_id")
            : throw new InvalidDataException($"{path} holds no JSON object.");
    }

    /// <summary>Writes the file for a model.</summary>
    public static void Write(MistralConfig config, string folder)
    {
        AtomicFile.Write(Path.Combine(folder, FileName), stream =>
        {
            using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
            json.WriteStartObject();
            json.WriteBoolean("_from_model_config", true);
            MistralConfigWriter.WriteInteger(json, "bos_token_id", config.BosTokenId);
            MistralConfigWriter.WriteIds(json, "eos_token_id", config.EosTokenIds);
            json.WriteEndObject();
        });
    }
}
