using System.Text;
using System.Text.Json.Nodes;
using MedQa.Model.Tokenization;

namespace MedQa.Model.Tests.Tokenization;

/// <summary>Folders and GGUF metadata, whole ones and ones that are broken or hostile.</summary>
public class TokenizerFilesTests
{
    [Fact]
    public void FromFolder_TheBundledModel_HasItsControlTokensAndTemplate()
    {
        var (tokenizer, template) = TokenizerFiles.FromFolder(Path.Combine(Goldens.Repository, "models", "medqa-mini"));

        Assert.Equal(8192, tokenizer.VocabularySize);
        Assert.Equal((1, 2), (tokenizer.BosTokenId, tokenizer.EosTokenId));
        Assert.Equal((3, 4, 5), (tokenizer.FindControl("<pad>"), tokenizer.FindControl("[INST]"), tokenizer.FindControl("[/INST]")));
        Assert.Equal(MistralSystemPlacement.FirstUserText, Assert.IsType<MistralChatTemplate>(template).SystemPlacement);
        var chat = template.Encode(tokenizer, [new(ChatRole.User, "[INST] x"), new(ChatRole.Assistant, "y</s>")], addGenerationPrompt: false);
        Assert.Equal([1, 4, .. tokenizer.Encode("[INST] x"), 5, .. tokenizer.Encode("y</s>"), 2], chat.Ids);
        Assert.Equal([1, 4, 5, 2], chat.Ids.Where(tokenizer.IsControl));
    }

    [Fact]
    public void FromFolder_TokenizerJsonWithMergesInEitherSpelling_EncodesAlike()
    {
        foreach (var merges in new[] { """["t h", "th e"]""", """[["t", "h"], ["th", "e"]]""" })
        {
            using var folder = new TemporaryFolder();
            WriteJson(folder, json => json["model"]!["merges"] = JsonNode.Parse(merges));

            var (tokenizer, template) = TokenizerFiles.FromFolder(folder.Path);

            Assert.Equal([259, 1], tokenizer.Encode("the").Append(tokenizer.EosTokenId));
            Assert.Null(tokenizer.BosTokenId);
            Assert.Null(Assert.IsType<ChatMlTemplate>(template).DefaultSystem);
        }
    }

    [Fact]
    public void FromFolder_ConfigBeside_NamesTheEndAndTheTemplate()
    {
        using var folder = new TemporaryFolder();
        WriteJson(folder, json => ((JsonArray)json["added_tokens"]!).Add(JsonNode.Parse("""{"id": 260, "content": "<end>", "special": true}""")));
        folder.Write("tokenizer_config.json", """{"eos_token": {"content": "<end>"}, "bos_token": "<end>", "add_bos_token": true}"""u8.ToArray());
        folder.Write("chat_template.jinja", "{{ bos_token }}{% for m in messages %}{{ '[INST] ' + m.content + ' [/INST]' if m.role == 'user' else m.content + eos_token }}{% endfor %}"u8.ToArray());

        var error = Assert.Throws<NotSupportedException>(() => TokenizerFiles.FromFolder(folder.Path));
        Assert.Contains("chat_template.jinja", error.Message, StringComparison.Ordinal);
        Assert.Contains("a variant of Mistral's", error.Message, StringComparison.Ordinal);

        File.Delete(folder.File("chat_template.jinja"));
        var (tokenizer, _) = TokenizerFiles.FromFolder(folder.Path);
        Assert.Equal((260, 260), (tokenizer.BosTokenId, tokenizer.EosTokenId));
    }

    [Fact]
    public void Encode_AddedTokenThatIsNotSpecial_IsOneTokenAndDecodesToItself()
    {
        using var folder = new TemporaryFolder();
        WriteJson(folder, json => ((JsonArray)json["added_tokens"]!).Add(JsonNode.Parse("""{"id": 260, "content": "\t\t", "special": false}""")));

        var (tokenizer, _) = TokenizerFiles.FromFolder(folder.Path);

        var ids = tokenizer.Encode("a\t\t\tb");
        Assert.Equal(['a' + 2, 260, '\t' + 2, 'b' + 2], ids);
        Assert.Equal("a\t\t\tb", tokenizer.Decode(ids));
    }

    public static TheoryData<string, string, string> BrokenJson => new()
    {
        { "model.merges", """["t q"]""", "merge 0 ('t' and 'q') needs 'tq'" },
        { "model.merges", """["t"]""", "merge 0 has 1 parts" },
        { "model.merges", "[null]", "merge 0 has 1 parts" },
        { "model.merges", """["t h", "th e", "<|im_ end|>"]""", "needs '<|im_'" },
        { "model.vocab", """{"a": 0, "b": 0}""", "the same id 0" },
        { "model.vocab", """{"a": -1}""", "must lie between 0" },
        { "model.vocab", """{"a": 2000000000}""", "must lie between 0" },
        { "model.vocab", """{"a": "x"}""", "no tokenizer.json" },
        { "model.vocab", "[]", "no tokenizer.json" },
        { "model.type", "\"Unigram\"", "a model of type Unigram" },
        { "model.byte_fallback", "true", "byte fallback" },
        { "model.dropout", "0.1", "dropout" },
        { "model.end_of_word_suffix", "\"</w>\"", "end_of_word_suffix" },
        { "normalizer", """{"type": "NFC"}""", "a normalizer of type NFC" },
        { "decoder", """{"type": "Metaspace"}""", "a decoder of type Metaspace" },
        { "pre_tokenizer", """{"type": "Metaspace"}""", "step 1 of 1" },
        { "pre_tokenizer", """{"type": "ByteLevel", "add_prefix_space": true}""", "puts a space before every text" },
        { "pre_tokenizer", """{"type": "Sequence", "pretokenizers": [{"type": "Split", "pattern": {"Regex": "a*"}, "behavior": "Isolated"}, {"type": "ByteLevel", "add_prefix_space": false}]}""", "splits by" },
        { "pre_tokenizer", "null", "no pre_tokenizer" },
        { "added_tokens", """[{"id": 0, "content": "<x>", "special": true}, {"id": 0, "content": "<y>", "special": true}]""", "the id 0 twice" },
        { "added_tokens", """[{"id": 0, "content": "</s>", "special": true}, {"id": 1, "content": "</s>", "special": true}]""", "two ids, 0 and 1" },
        { "added_tokens", """[{"id": 0, "content": "<x>", "special": true}]""", "nothing says which special token ends" },
    };

    [Theory]
    [MemberData(nameof(BrokenJson))]
    public void FromFolder_BrokenTokenizerJson_SaysWhatIsWrong(string path, string value, string expected)
    {
        using var folder = new TemporaryFolder();
        WriteJson(folder, json =>
        {
            var parts = path.Split('.');
            var parent = parts.Length == 1 ? json : json[parts[0]]!;
            parent[parts[^1]] = JsonNode.Parse(value);
        });

        var error = Assert.Throws<InvalidDataException>(() => TokenizerFiles.FromFolder(folder.Path));

        Assert.Contains("tokenizer.json", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromFolder_NoTokenizer_SaysWhatIsLookedFor()
    {
        using var folder = new TemporaryFolder();

        var error = Assert.Throws<InvalidDataException>(() => TokenizerFiles.FromFolder(folder.Path));

        Assert.Contains("neither a tokenizer.model nor a tokenizer.json", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"added_tokens_decoder": {"8192": {"content": "<|im_end|>", "special": true}}}""", null)]
    [InlineData("""{"added_tokens_decoder": {"8193": {"content": "<x>", "special": true}}}""", "8192 is the next one that is free")]
    [InlineData("""{"added_tokens_decoder": {"4": {"content": "<x>", "special": true}}}""", "id 4 is '[INST]'")]
    [InlineData("""{"added_tokens_decoder": {"x": {"content": "<x>"}}}""", "'x' should be an id")]
    [InlineData("""{"eos_token": "<none>"}""", "no token '<none>'")]
    [InlineData("""{"eos_token": "a"}""", "no control token")]
    [InlineData("[]", "an object is expected")]
    [InlineData("{", "is broken")]
    public void FromFolder_SentencePieceWithAConfig_AddsItsTokensOrSaysWhatIsWrong(string config, string? expected)
    {
        using var folder = new TemporaryFolder();
        File.Copy(Path.Combine(Goldens.Repository, "models", "medqa-mini", "tokenizer.model"), folder.File("tokenizer.model"));
        folder.Write("tokenizer_config.json", Encoding.UTF8.GetBytes(config));
        if (expected is null)
        {
            var (tokenizer, _) = TokenizerFiles.FromFolder(folder.Path);
            Assert.Equal((8193, 8192), (tokenizer.VocabularySize, tokenizer.FindControl("<|im_end|>")));
            Assert.DoesNotContain(8192, tokenizer.Encode("a<|im_end|>"));
            return;
        }

        var error = Assert.Throws<InvalidDataException>(() => TokenizerFiles.FromFolder(folder.Path));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_TruncatedOrChangedTokenizerModel_IsRefusedOrLoads()
    {
        var whole = File.ReadAllBytes(Path.Combine(Goldens.Repository, "models", "medqa-mini", "tokenizer.model"));
        var random = new Random(5);
        using var folder = new TemporaryFolder();
        for (var round = 0; round < 60; round++)
        {
            var bytes = round % 2 == 0 ? whole[..random.Next(whole.Length)] : [.. whole];
            if (round % 2 == 1)
            {
                bytes[random.Next(2000)] = (byte)random.Next(256);
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            // Whatever the bytes, there is a tokenizer or one clear error, and nothing else.
            var error = Record.Exception(() => SentencePieceTokenizer.Load(folder.Write("tokenizer.model", bytes)));
            Assert.True(error is null or InvalidDataException, $"{error}");
            Assert.True(error is null || error.Message.Contains("tokenizer.model", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void SentencePieceTokenizer_BrokenVocabulary_SaysWhatIsWrong()
    {
        var model = SmallTokenizers.SentencePieceModel("a");
        (SentencePieceModel Model, string Expected)[] cases =
        [
            (model with { EosId = 99 }, "end-of-sequence id 99"),
            (model with { BosId = -7 }, "begin-of-sequence id -7"),
            (model with { Pieces = [.. model.Pieces, new("a", 0, SentencePieceType.Normal)] }, "twice"),
            (model with { Pieces = [.. model.Pieces, new("", 0, SentencePieceType.Normal)] }, "is empty"),
            (model with { Pieces = [.. model.Pieces, new("b", float.NaN, SentencePieceType.Normal)] }, "no number"),
            (model with { Pieces = [.. model.Pieces, new(new string('b', 1000), 0, SentencePieceType.Normal)] }, "1000 characters long"),
            (model with { Pieces = [.. model.Pieces, new("<0xZZ>", 0, SentencePieceType.Byte)] }, "is called '<0xZZ>'"),
            (model with { Pieces = [.. model.Pieces.Where(piece => piece.Text != "<0x41>")] }, "no piece for the byte <0x41>"),
        ];
        foreach (var (broken, expected) in cases)
        {
            var error = Assert.Throws<InvalidDataException>(() => new SentencePieceTokenizer(broken));
            Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        }
    }

    public static TheoryData<string, object?, string> BrokenMetadata => new()
    {
        { "model", "t5", "'t5'; llama and gpt2 are supported" },
        { "model", null, "there is no tokenizer.ggml.model" },
        { "pre", "qwen2", "'qwen2'; gpt-2, smollm and llama-bpe are supported" },
        { "tokens", 5, "is of type Int32" },
        { "token_type", new[] { 1 }, "has 1 entries" },
        { "token_type", Enumerable.Repeat(9, 260).ToArray(), "is 9; it must be 1 to 6" },
        { "merges", new[] { "t h", "h t e" }, "merges 1 is not two tokens" },
        { "merges", new[] { "t q" }, "needs 'tq'" },
        { "eos_token_id", null, "no tokenizer.ggml.eos_token_id" },
        { "eos_token_id", -1, "is no id" },
        { "eos_token_id", 4000000000u, "is no id" },
        { "eos_token_id", 77u, "id 77 is no special token" },
    };

    [Theory]
    [MemberData(nameof(BrokenMetadata))]
    public void FromGguf_BrokenMetadata_SaysWhatIsWrong(string key, object? value, string expected)
    {
        var vocabulary = SmallTokenizers.ByteLevelVocabulary(("t", "h"), ("th", "e"));
        var metadata = new Dictionary<string, object>
        {
            ["tokenizer.ggml.model"] = "gpt2",
            ["tokenizer.ggml.pre"] = "gpt-2",
            ["tokenizer.ggml.tokens"] = vocabulary.Tokens.Select((token, id) => token ?? $"<control {id}>").ToArray(),
            ["tokenizer.ggml.token_type"] = vocabulary.Tokens.Select(token => token is null ? 3 : 1).ToArray(),
            ["tokenizer.ggml.merges"] = vocabulary.Merges.Select(merge => $"{merge.Left} {merge.Right}").ToArray(),
            ["tokenizer.ggml.eos_token_id"] = 1u,
        };
        var (whole, template) = TokenizerFiles.FromGguf(metadata);
        Assert.Equal([259], whole.Encode("the"));
        Assert.Null(template);
        metadata.Remove("tokenizer.ggml." + key);
        if (value is not null)
        {
            metadata["tokenizer.ggml." + key] = value;
        }

        var error = Assert.Throws<InvalidDataException>(() => TokenizerFiles.FromGguf(metadata, "some.gguf"));

        Assert.StartsWith("some.gguf", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    /// <summary>Writes the small byte-level vocabulary with two merges as a tokenizer.json, changed as asked.</summary>
    private static void WriteJson(TemporaryFolder folder, Action<JsonNode> change)
    {
        var vocabulary = SmallTokenizers.ByteLevelVocabulary(("t", "h"), ("th", "e"));
        var tokens = new JsonObject();
        for (var id = 0; id < vocabulary.Tokens.Count; id++)
        {
            tokens[vocabulary.Tokens[id] ?? vocabulary.Added[id].Content] = id;
        }

        JsonNode json = new JsonObject
        {
            ["added_tokens"] = new JsonArray([.. vocabulary.Added.Select(token => new JsonObject { ["id"] = token.Id, ["content"] = token.Content, ["special"] = true })]),
            ["normalizer"] = null,
            ["pre_tokenizer"] = new JsonObject { ["type"] = "ByteLevel", ["add_prefix_space"] = false },
            ["model"] = new JsonObject { ["type"] = "BPE", ["vocab"] = tokens, ["merges"] = new JsonArray("t h", "th e") },
        };
        change(json);
        folder.Write("tokenizer.json", Encoding.UTF8.GetBytes(json.ToJsonString()));
    }
}
