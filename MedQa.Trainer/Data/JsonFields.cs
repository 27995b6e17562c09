using System.Text.Json;

namespace MedQa.Trainer.Data;

/// <summary>Turns a JSON object into plain values, strictly: a name given twice or text that is no Unicode is refused.</summary>
internal static class JsonFields
{
    /// <summary>Deepest nesting read; PubMedQA's rows need 3.</summary>
    public const int MaxDepth = 16;

    /// <exception cref="FormatException">The message says what is wrong, without the texts.</exception>
    public static RawRow ToRow(string place, string? key, JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return RawRow.Broken(place, $"must be a JSON object, but is {KindOf(element.ValueKind)}.");
        }

        try
        {
            return new RawRow(place, key, ToDictionary(element));
        }
        catch (FormatException error)
        {
            return RawRow.Broken(place, error.Message);
        }
    }

    private static Dictionary<string, object?> ToDictionary(JsonElement element)
    {
        var fields = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var property in element.EnumerateObject())
        {
            if (!fields.TryAdd(NameOf(property), ToValue(property.Value)))
            {
                throw new FormatException("a field is given twice.");
            }
        }

        return fields;
    }

    private static object? ToValue(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => TextOf(element),
        JsonValueKind.Number when element.TryGetInt64(out var whole) => whole,
        JsonValueKind.Number => element.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Array => element.EnumerateArray().Select(ToValue).ToList(),
        JsonValueKind.Object => ToDictionary(element),
        _ => null,
    };

    // A lone surrogate (\ud800) is valid JSON but no text.
    private static string TextOf(JsonElement element)
    {
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new FormatException("a text is not valid Unicode.");
        }
    }

    private static string NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            throw new FormatException("a field's name is not valid Unicode.");
        }
    }

    private static string KindOf(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };
}
