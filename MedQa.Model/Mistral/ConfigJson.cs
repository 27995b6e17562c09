using System.Text.Json;

namespace MedQa.Model.Mistral;

/// <summary>Typed look-ups in one JSON object of a config file; every error names the file and the key.</summary>
internal sealed class ConfigJson(string path, JsonElement element)
{
    /// <summary>Whether a key is there and not null.</summary>
    public bool Has(string key) => element.TryGetProperty(key, out var e) && e.ValueKind != JsonValueKind.Null;

    /// <summary>Lists all keys that are missing. A key with the value null is there.</summary>
    public void Require(IEnumerable<string> keys)
    {
        var missing = keys.Where(k => !element.TryGetProperty(k, out _)).ToList();
        if (missing.Count > 0)
        {
            throw Error($"missing {string.Join(", ", missing)}.");
        }
    }

    public int Integer(string key) =>
        Get(key) is { ValueKind: JsonValueKind.Number } e && e.TryGetInt32(out var value) ? value : throw Wrong(key, "a whole number");

    public double Number(string key) =>
        Get(key) is { ValueKind: JsonValueKind.Number } e && double.IsFinite(e.GetDouble()) ? e.GetDouble() : throw Wrong(key, "a number");

    public bool Flag(string key) => Get(key).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong(key, "true or false"),
    };

    public string Text(string key) =>
        Get(key) is { ValueKind: JsonValueKind.String } e ? e.GetString()! : throw Wrong(key, "a text");

    /// <summary>One number or a list of them; empty where the key is missing or null.</summary>
    public IReadOnlyList<int> Integers(string key)
    {
        if (!Has(key))
        {
            return [];
        }

        var e = Get(key);
        return e.ValueKind == JsonValueKind.Array
            ? [.. e.EnumerateArray().Select(i => i.ValueKind == JsonValueKind.Number && i.TryGetInt32(out var value) ? value : throw Wrong(key, "whole numbers"))]
            : [Integer(key)];
    }

    /// <summary>A nested object, or null where the key is missing or null.</summary>
    public ConfigJson? Object(string key) => !Has(key)
        ? null
        : Get(key) is { ValueKind: JsonValueKind.Object } e ? new ConfigJson(path, e) : throw Wrong(key, "an object");

    public InvalidDataException Error(string message) => new($"{path}: {message}");

    private JsonElement Get(string key) => element.TryGetProperty(key, out var e) ? e : throw Error($"missing {key}.");

    private InvalidDataException Wrong(string key, string expected)
    {
        var text = Get(key).GetRawText();
        return Error($"{key} must be {expected}, but is {(text.Length <= 100 ? text : text[..100] + "…")}.");
    }
}
