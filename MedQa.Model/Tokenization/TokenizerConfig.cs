using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MedQa.Model.Tokenization;

/// <summary>
/// What a folder says about its tokenizer beside the vocabulary: <c>tokenizer_config.json</c>, <c>special_tokens_map.json</c>,
/// <c>added_tokens.json</c> and <c>chat_template.jinja</c>, each of which may be missing.
/// </summary>
/// <param name="BosToken">Name of the token that begins a sequence.</param>
/// <param name="EosToken">Name of the token that ends one.</param>
/// <param name="AddBosToken">Whether sequences begin with it, where it is said.</param>
/// <param name="AddedTokens">Tokens added to the vocabulary.</param>
/// <param name="ChatTemplate">The chat template's Jinja, or null.</param>
/// <param name="ChatTemplateSource">The file it stands in.</param>
internal sealed record TokenizerConfig(
    string? BosToken, string? EosToken, bool? AddBosToken, IReadOnlyList<AddedToken> AddedTokens, string? ChatTemplate, string ChatTemplateSource)
{
    private const long MaxFileBytes = 16 << 20;

    private static readonly string[] UsualEnds = ["<|eot_id|>", "</s>", "<|endoftext|>"];

    /// <exception cref="InvalidDataException">One of the files is broken.</exception>
    public static TokenizerConfig Read(string folder)
    {
        var path = Path.Combine(folder, "tokenizer_config.json");
        var (config, map) = (ReadJson(path), ReadJson(Path.Combine(folder, "special_tokens_map.json")));
        var jinja = Path.Combine(folder, "chat_template.jinja");
        return new(
            Name(config, "bos_token") ?? Name(map, "bos_token"),
            Name(config, "eos_token") ?? Name(map, "eos_token"),
            Property(config, "add_bos_token") is { ValueKind: JsonValueKind.True or JsonValueKind.False } add ? add.GetBoolean() : null,
            ReadAddedTokens(config, path, Path.Combine(folder, "added_tokens.json")),
            File.Exists(jinja) ? Encoding.UTF8.GetString(TokenizerFile.ReadAllBytes(jinja, MaxFileBytes)) : ReadTemplate(config),
            File.Exists(jinja) ? jinja : path);
    }

    /// <summary>
    /// The name of the token that ends the assistant's turn: ChatML's where its template or its vocabulary says so, else the one that
    /// ends a sequence; null where nothing says.
    /// </summary>
    /// <param name="isControl">Whether the vocabulary has a control token of this name.</param>
    public string? EndOfTurn(Func<string, bool> isControl)
    {
        if (isControl(ChatMlTemplate.End) && (EosToken is null || ChatTemplate?.Contains(ChatMlTemplate.Begin, StringComparison.Ordinal) == true))
        {
            return ChatMlTemplate.End;
        }

        return EosToken ?? UsualEnds.FirstOrDefault(isControl);
    }

    private static JsonElement? ReadJson(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(TokenizerFile.ReadAllBytes(path, MaxFileBytes));
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : throw new JsonException("an object is expected");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} is broken: {e.Message}", e);
        }
    }

    private static JsonElement? Property(JsonElement? parent, string name) => parent?.TryGetProperty(name, out var value) == true ? value : null;

    /// <summary>A token's name, given as a string or as an object with its content.</summary>
    private static string? Name(JsonElement? parent, string name) => NameOf(Property(parent, name));

    private static string? NameOf(JsonElement? value) => value switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Object } token when Property(token, "content") is { ValueKind: JsonValueKind.String } content => content.GetString(),
        _ => null,
    };

    private static List<AddedToken> ReadAddedTokens(JsonElement? config, string path, string oldPath)
    {
        var tokens = new List<AddedToken>();
        if (Property(config, "added_tokens_decoder") is { ValueKind: JsonValueKind.Object } decoder)
        {
            foreach (var entry in decoder.EnumerateObject())
            {
                var content = NameOf(entry.Value);
                if (content is null || !int.TryParse(entry.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                {
                    throw new InvalidDataException($"{path}: in added_tokens_decoder '{entry.Name}' should be an id with an object that has a content.");
                }

                tokens.Add(new(id, content, entry.Value.ValueKind == JsonValueKind.Object && Property(entry.Value, "special") is { ValueKind: JsonValueKind.True }));
            }
        }
        else if (ReadJson(oldPath) is { } old)
        {
            foreach (var entry in old.EnumerateObject())
            {
                tokens.Add(entry.Value.ValueKind == JsonValueKind.Number && entry.Value.TryGetInt32(out var id)
                    ? new(id, entry.Name, true)
                    : throw new InvalidDataException($"{oldPath}: '{entry.Name}' has no id."));
            }
        }

        return tokens;
    }

    /// <summary>The template, or of a list of named ones the one called default.</summary>
    private static string? ReadTemplate(JsonElement? config) => Property(config, "chat_template") switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Array } list => list.EnumerateArray()
            .Where(entry => entry.ValueKind == JsonValueKind.Object && Name(entry, "name") == "default").Select(entry => Name(entry, "template")).FirstOrDefault(),
        _ => null,
    };
}
