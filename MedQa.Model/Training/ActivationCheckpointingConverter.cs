using System.Text.Json;
using System.Text.Json.Serialization;

namespace MedQa.Model.Training;

/// <summary>A word as a JSON string, a number of layers as a number.</summary>
public sealed class ActivationCheckpointingConverter : JsonConverter<ActivationCheckpointing>
{
    /// <inheritdoc/>
    public override ActivationCheckpointing Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return reader.TokenType switch
            {
                JsonTokenType.String => ActivationCheckpointing.Parse(reader.GetString()!),
                JsonTokenType.Number when reader.TryGetInt32(out var layers) && layers >= 0 => ActivationCheckpointing.First(layers),
                _ => throw new JsonException("Checkpointing must be \"all\", \"none\", \"auto\" or a number of layers."),
            };
        }
        catch (FormatException e)
        {
            throw new JsonException(e.Message, e);
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ActivationCheckpointing value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        if (value.Layers is { } layers)
        {
            writer.WriteNumberValue(layers);
        }
        else
        {
            writer.WriteStringValue(value.ToString());
        }
    }
}
