using System.Text.Json;
using MedQa.Model.Tokenization.Words;

namespace MedQa.Model.Tokenization;

/// <summary>
/// Reads a <c>tokenizer.json</c> of the tokenizers library with a byte-level BPE: <c>model</c> (vocab and merges), <c>pre_tokenizer</c>
/// and <c>added_tokens</c>. What changes ids and is not supported is refused by name.
/// </summary>
internal static class TokenizerJson
{
    private const long MaxFileBytes = 128 << 20;
    private const int MaxVocabulary = 1 << 20;

    /// <param name="path">The file.</param>
    /// <param name="config">What the files beside it say; its names of special tokens win.</param>
    /// <param name="mayAddSpace">Whether a step that puts a space before a text is taken, else refused.</param>
    /// <exception cref="InvalidDataException">The file is broken or asks for something that is not supported.</exception>
    public static ByteLevelVocabulary Read(string path, TokenizerConfig config, bool mayAddSpace = false)
    {
        try
        {
            using var document = JsonDocument.Parse(TokenizerFile.ReadAllBytes(path, MaxFileBytes));
            return Read(document.RootElement, path, config, mayAddSpace);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new InvalidDataException($"{path} is no tokenizer.json of the tokenizers library: {e.Message}", e);
        }
    }

    private static ByteLevelVocabulary Read(JsonElement root, string path, TokenizerConfig config, bool mayAddSpace)
    {
        var model = root.GetProperty("model");
        RefuseUnsupported(root, model, path);
        var added = ReadAdded(root, config);
        var tokens = ReadVocabulary(model.GetProperty("vocab"), added, path);
        var merges = model.GetProperty("merges").EnumerateArray().Select((merge, rank) => ReadMerge(merge, rank, path)).ToArray();
        var ignoreMerges = model.TryGetProperty("ignore_merges", out var ignore) && ignore.ValueKind == JsonValueKind.True;
        var bos = config.AddBosToken == false ? null : TemplateBegin(root) ?? (config.AddBosToken == true ? config.BosToken : null);
        var eos = config.EndOfTurn(name => added.Any(token => token.IsSpecial && token.Content == name))
            ?? throw new InvalidDataException($"{path}: nothing says which special token ends a sequence; put eos_token into tokenizer_config.json beside it.");
        var splitters = ReadSplitters(root, path, out var addsSpace);
        return addsSpace && !mayAddSpace
            ? throw new InvalidDataException($"{path}: the pre_tokenizer puts a space before every text (add_prefix_space), which is not supported.")
            : new(path, tokens, merges, added, splitters, ignoreMerges, bos is null ? null : IdOf(bos), IdOf(eos), addsSpace);

        int IdOf(string name) => added.Where(token => token.IsSpecial && token.Content == name).Select(token => (int?)token.Id).FirstOrDefault()
            ?? throw new InvalidDataException($"{path}: '{name}', which begins or ends a sequence, is no special token of it.");
    }

    private static void RefuseUnsupported(JsonElement root, JsonElement model, string path)
    {
        var type = Text(model, "type") ?? "BPE";
        Refuse(type != "BPE", $"a model of type {type}; only BPE is read from it");
        Refuse(model.TryGetProperty("byte_fallback", out var fallback) && fallback.ValueKind == JsonValueKind.True, "a BPE with byte fallback (SentencePiece's); such a model is read from its tokenizer.model");
        Refuse(model.TryGetProperty("dropout", out var dropout) && dropout.ValueKind == JsonValueKind.Number && dropout.GetDouble() != 0, "a BPE with dropout");
        Refuse(!string.IsNullOrEmpty(Text(model, "continuing_subword_prefix")), "a BPE with a continuing_subword_prefix");
        Refuse(!string.IsNullOrEmpty(Text(model, "end_of_word_suffix")), "a BPE with an end_of_word_suffix");
        Refuse(Part(root, "normalizer") is not null, $"a normalizer of type {(Part(root, "normalizer") is { } normalizer ? Text(normalizer, "type") : null)}");
        var decoder = Part(root, "decoder") is { } part ? Text(part, "type") : "ByteLevel";
        Refuse(decoder != "ByteLevel", $"a decoder of type {decoder}");

        void Refuse(bool wrong, string what)
        {
            if (wrong)
            {
                throw new InvalidDataException($"{path} has {what}, which is not supported.");
            }
        }
    }

    private static List<AddedToken> ReadAdded(JsonElement root, TokenizerConfig config)
    {
        var added = new Dictionary<int, AddedToken>();
        foreach (var token in Part(root, "added_tokens")?.EnumerateArray() ?? default)
        {
            var special = token.TryGetProperty("special", out var flag) && flag.ValueKind == JsonValueKind.True;
            var id = token.GetProperty("id").GetInt32();
            if (!added.TryAdd(id, new(id, token.GetProperty("content").GetString() ?? "", special)))
            {
                throw new FormatException($"added_tokens lists the id {id} twice");
            }
        }

        foreach (var token in config.AddedTokens)
        {
            if (added.TryGetValue(token.Id, out var known) && known.Content != token.Content)
            {
                throw new FormatException($"id {token.Id} is '{known.Content}' in it and '{token.Content}' in the added_tokens_decoder beside it");
            }

            added[token.Id] = token with { IsSpecial = token.IsSpecial || known.IsSpecial };
        }

        return [.. added.Values];
    }

    private static string?[] ReadVocabulary(JsonElement vocabulary, List<AddedToken> added, string path)
    {
        var tokens = vocabulary.EnumerateObject().Select(entry => (Token: entry.Name, Id: entry.Value.GetInt32())).ToArray();
        var ids = tokens.Select(entry => entry.Id).Concat(added.Select(token => token.Id)).ToArray();
        if (ids.Length == 0 || ids.Min() < 0 || ids.Max() >= MaxVocabulary)
        {
            throw new InvalidDataException($"{path}: the ids go from {ids.DefaultIfEmpty().Min()} to {ids.DefaultIfEmpty().Max()}; they must lie between 0 and {MaxVocabulary - 1}.");
        }

        var byId = new string?[ids.Max() + 1];
        foreach (var (token, id) in tokens)
        {
            if (byId[id] is not null)
            {
                throw new InvalidDataException($"{path}: the tokens '{byId[id]}' and '{token}' have the same id {id}.");
            }

            byId[id] = token;
        }

        return byId;
    }

    private static (string Left, string Right) ReadMerge(JsonElement merge, int rank, string path)
    {
        var parts = merge.ValueKind == JsonValueKind.Array
            ? [.. merge.EnumerateArray().Select(part => part.GetString() ?? "")]
            : (merge.GetString() ?? "").Split(' ');
        return parts is [{ Length: > 0 } left, { Length: > 0 } right]
            ? (left, right)
            : throw new InvalidDataException($"{path}: merge {rank} has {parts.Length} parts; a merge is two tokens.");
    }

    private static List<IWordSplitter> ReadSplitters(JsonElement root, string path, out bool addsSpace)
    {
        addsSpace = false;
        var step = Part(root, "pre_tokenizer") ?? throw new InvalidDataException($"{path} has no pre_tokenizer; a byte-level one is expected.");
        var steps = Text(step, "type") == "Sequence" ? step.GetProperty("pretokenizers").EnumerateArray().ToArray() : [step];
        var splitters = new List<IWordSplitter>();
        for (var i = 0; i < steps.Length; i++)
        {
            var type = Text(steps[i], "type");
            var isLast = i == steps.Length - 1;
            switch (type)
            {
                case "Digits" when !isLast:
                    splitters.Add(new DigitSplitter(Flag(steps[i], "individual_digits", false)));
                    break;
                case "Split" when !isLast:
                    splitters.Add(ReadSplit(steps[i], path));
                    break;
                case "ByteLevel" when isLast:
                    addsSpace = Flag(steps[i], "add_prefix_space", true);
                    if (Flag(steps[i], "use_regex", true))
                    {
                        splitters.Add(new Gpt2Splitter());
                    }

                    return splitters;
                default:
                    throw new InvalidDataException($"{path}: step {i + 1} of {steps.Length} of the pre_tokenizer is {steps[i].GetRawText()}; supported are Digits and Split, and as the last step ByteLevel.");
            }
        }

        throw new InvalidDataException($"{path}: the pre_tokenizer does not end with ByteLevel.");
    }

    private static IWordSplitter ReadSplit(JsonElement step, string path)
    {
        var pattern = step.GetProperty("pattern").TryGetProperty("Regex", out var regex) ? regex.GetString() : null;
        var asIs = Text(step, "behavior") == "Isolated" && !Flag(step, "invert", false);
        return pattern switch
        {
            Gpt2Splitter.Pattern when asIs => new Gpt2Splitter(),
            Llama3Splitter.Pattern when asIs => new Llama3Splitter(),
            _ => throw new InvalidDataException($"{path}: the pre_tokenizer splits by {step.GetRawText()}; GPT-2's and Llama 3's patterns with behavior Isolated are supported."),
        };
    }

    /// <summary>The special token that the post-processor's template puts first, if it does.</summary>
    private static string? TemplateBegin(JsonElement root)
    {
        if (Part(root, "post_processor") is not { } processor)
        {
            return null;
        }

        var steps = Text(processor, "type") == "Sequence" ? processor.GetProperty("processors").EnumerateArray().ToArray() : [processor];
        foreach (var step in steps.Where(step => Text(step, "type") == "TemplateProcessing"))
        {
            return step.GetProperty("single").EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } first
                && first.TryGetProperty("SpecialToken", out var token) ? Text(token, "id") : null;
        }

        return null;
    }

    private static JsonElement? Part(JsonElement root, string name)
        => root.TryGetProperty(name, out var part) && part.ValueKind is not JsonValueKind.Null ? part : null;

    private static string? Text(JsonElement element, string name)
        => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool Flag(JsonElement element, string name, bool otherwise)
        => element.TryGetProperty(name, out var value) ? value.GetBoolean() : otherwise;
}
