using System.Text.Json;
using MedQa.Model.Lora;

namespace MedQa.Model.Adapters;

/// <summary>Takes the values of an <c>adapter_config.json</c> one by one and refuses what nobody took.</summary>
internal sealed class PeftConfigReader(string path, JsonElement root)
{
    private readonly HashSet<string> _taken = [];

    public void Expect(string key, string value)
    {
        var actual = Take(key) is { ValueKind: JsonValueKind.String } e ? e.GetString() : null;
        if (actual != value)
        {
            throw Unsupported(key, $"only \"{value}\" is");
        }
    }

    /// <summary>PEFT's init_lora_weights: true, false, or the name of a method.</summary>
    public void ExpectInitialisation(string key, IReadOnlySet<string> harmless)
    {
        if (Take(key) is { ValueKind: JsonValueKind.String } e && !harmless.Contains(e.GetString()!))
        {
            throw Unsupported(key, "it changes the base model's weights; convert the adapter to plain LoRA with PEFT first");
        }
    }

    public int Integer(string key) =>
        Take(key) is { ValueKind: JsonValueKind.Number } e && e.TryGetInt32(out var value) ? value : throw Wrong(key, "a whole number");

    public double Number(string key) =>
        Take(key) is { ValueKind: JsonValueKind.Number } e ? e.GetDouble() : throw Wrong(key, "a number");

    public bool Flag(string key) => Take(key) switch
    {
        null or { ValueKind: JsonValueKind.Null or JsonValueKind.False } => false,
        { ValueKind: JsonValueKind.True } => true,
        _ => throw Wrong(key, "true or false"),
    };

    public IReadOnlyList<string> Names(string key) => Take(key) switch
    {
        null or { ValueKind: JsonValueKind.Null } => [],
        { ValueKind: JsonValueKind.Array } e when e.EnumerateArray().All(n => n.ValueKind == JsonValueKind.String) =>
            [.. e.EnumerateArray().Select(n => n.GetString()!)],
        { ValueKind: JsonValueKind.String } => throw Unsupported(key, "a list of names is"),
        _ => throw Wrong(key, "a list of names"),
    };

    public IReadOnlyList<int>? Integers(string key) => Take(key) switch
    {
        null or { ValueKind: JsonValueKind.Null } => null,
        { ValueKind: JsonValueKind.Number } e when e.TryGetInt32(out var one) => [one],
        { ValueKind: JsonValueKind.Array } e when e.EnumerateArray().All(n => n.ValueKind == JsonValueKind.Number && n.TryGetInt32(out _)) =>
            [.. e.EnumerateArray().Select(n => n.GetInt32())],
        _ => throw Wrong(key, "a list of layer numbers"),
    };

    /// <summary>target_modules: a list of names, a regular expression, or "all-linear".</summary>
    public (IReadOnlyList<string> Names, string? Pattern) Targets()
    {
        const string Key = "target_modules";
        if (root.TryGetProperty(Key, out var e) && e.ValueKind == JsonValueKind.String)
        {
            _taken.Add(Key);
            return e.GetString() == "all-linear" ? (LoraConfig.AllProjections, null) : ([], e.GetString());
        }

        return (Names(Key), null);
    }

    public IReadOnlyList<KeyValuePair<string, T>> Pattern<T>(string key, Func<JsonElement, T> value)
    {
        switch (Take(key))
        {
            case null or { ValueKind: JsonValueKind.Null }:
                return [];
            case { ValueKind: JsonValueKind.Object } e:
                try
                {
                    return [.. e.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, value(p.Value)))];
                }
                catch (Exception inner) when (inner is InvalidOperationException or FormatException)
                {
                    throw Wrong(key, "numbers by name");
                }

            default:
                throw Wrong(key, "numbers by name");
        }
    }

    /// <summary>Refuses every key that nobody took, unless it is neutral or off.</summary>
    public void RefuseTheRest(IReadOnlySet<string> neutral)
    {
        foreach (var property in root.EnumerateObject())
        {
            if (!_taken.Contains(property.Name) && !neutral.Contains(property.Name) && !IsOff(property.Value))
            {
                throw Unsupported(property.Name, "it must be off");
            }
        }
    }

    private static bool IsOff(JsonElement e) => e.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => true,
        JsonValueKind.Array => e.GetArrayLength() == 0,
        JsonValueKind.Object => !e.EnumerateObject().Any(),
        _ => false,
    };

    private JsonElement? Take(string key)
    {
        _taken.Add(key);
        return root.ValueKind == JsonValueKind.Object && root.TryGetProperty(key, out var e) ? e : null;
    }

    private InvalidDataException Wrong(string key, string expected) =>
        new($"{path}: {key} must be {expected}, but is {Shown(key)}.");

    private InvalidDataException Unsupported(string key, string instead) =>
        new($"{path}: {key} = {Shown(key)} is not supported: {instead}.");

    private string Shown(string key)
    {
        var text = root.ValueKind == JsonValueKind.Object && root.TryGetProperty(key, out var e) ? e.GetRawText() : "missing";
        return text.Length <= 100 ? text : text[..100] + "…";
    }
}
