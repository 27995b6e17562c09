using System.Text.Json;

namespace MedQa.Model.Tokenization;

/// <summary>What <c>tokenizer_config.json</c> and <c>special_tokens_map.json</c> say of an encoder's tokenizer; either file may be missing.</summary>
/// <param name="TokenizerClass">transformers' class, where it is said.</param>
/// <param name="MaxTokens">The most tokens of a text, where a number is said that means one.</param>
/// <param name="Lowercase">BERT: whether letters become small, where it is said.</param>
/// <param name="StripAccents">BERT: whether accents are taken off, where it is said; else they are where letters become small.</param>
/// <param name="SplitChinese">BERT: whether each Chinese character is a word, where it is said.</param>
/// <param name="Names">The names of special tokens by role (<c>cls_token</c>).</param>
internal sealed record EncoderTokenizerConfig(
    string? TokenizerClass, int? MaxTokens, bool? Lowercase, bool? StripAccents, bool? SplitChinese, IReadOnlyDictionary<string, string> Names)
{
    private const long LargestFile = 16 << 20;

    private static readonly string[] Roles = ["cls_token", "sep_token", "pad_token", "unk_token", "mask_token"];

    /// <exception cref="InvalidDataException">One of the files is broken.</exception>
    public static EncoderTokenizerConfig Read(string folder)
    {
        var (config, map) = (Open(Path.Combine(folder, "tokenizer_config.json")), Open(Path.Combine(folder, "special_tokens_map.json")));
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var role in Roles)
        {
            if ((Name(config, role) ?? Name(map, role)) is { } name)
            {
                names.Add(role, name);
            }
        }

        // Without a limit transformers writes 1e30.
        var longest = Property(config, "model_max_length") is { ValueKind: JsonValueKind.Number } number && number.GetDouble() is >= 1 and <= int.MaxValue and var value
            ? (int?)value
            : null;
        return new(
            Property(config, "tokenizer_class") is { ValueKind: JsonValueKind.String } type ? type.GetString() : null,
            longest,
            Flag(config, "do_lower_case"),
            Flag(config, "strip_accents"),
            Flag(config, "tokenize_chinese_chars"),
            names);
    }

    private static JsonElement? Open(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        using var document = JsonFile.Read(path, LargestFile);
        return document.RootElement.ValueKind == JsonValueKind.Object
            ? document.RootElement.Clone()
            : throw new InvalidDataException($"{path} holds no JSON object.");
    }

    private static JsonElement? Property(JsonElement? parent, string name) => parent?.TryGetProperty(name, out var value) == true ? value : null;

    private static bool? Flag(JsonElement? parent, string name) =>
        Property(parent, name) is { ValueKind: JsonValueKind.True or JsonValueKind.False } flag ? flag.GetBoolean() : null;

    /// <summary>A token's name, given as a string or as an object with its content.</summary>
    private static string? Name(JsonElement? parent, string role) => Property(parent, role) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Object } token when Property(token, "content") is { ValueKind: JsonValueKind.String } content => content.GetString(),
        _ => null,
    };
}
