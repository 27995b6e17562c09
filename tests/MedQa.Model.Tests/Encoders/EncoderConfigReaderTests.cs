using System.Text.Json.Nodes;
using MedQa.Model.Encoders;

namespace MedQa.Model.Tests.Encoders;

public sealed class EncoderConfigReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string, string> Refusals => new()
    {
        { "model_type", "\"distilbert\"", "model_type is \"distilbert\"" },
        { "hidden_act", "\"gelu_new\"", "hidden_act is \"gelu_new\"" },
        { "position_embedding_type", "\"relative_key\"", "position_embedding_type is \"relative_key\"" },
        { "is_decoder", "true", "is_decoder is true" },
        { "add_cross_attention", "true", "add_cross_attention is true" },
        { "num_attention_heads", "5", "hidden_size (48) must be divisible by num_attention_heads (5)" },
        { "layer_norm_eps", "0", "layer_norm_eps (0)" },
        { "pad_token_id", "900", "pad_token_id (900)" },
        { "max_position_embeddings", "2", "max_position_embeddings (2)" },
        { "num_hidden_layers", "0", "num_hidden_layers (0)" },
        { "vocab_size", "\"many\"", "vocab_size must be a whole number" },
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_TinyRobertaGolden_HasItsShape()
    {
        var config = EncoderConfigReader.Read(Path.Combine(Goldens.Require("tiny-roberta"), "config.json"));
        Assert.Equal(
            new EncoderConfig
            {
                IsRoberta = true,
                VocabSize = 900,
                HiddenSize = 48,
                IntermediateSize = 96,
                NumHiddenLayers = 3,
                NumAttentionHeads = 4,
                MaxPositionEmbeddings = 130,
                TypeVocabSize = 1,
                LayerNormEps = 1e-5,
                PadTokenId = 1,
            },
            config);
        Assert.Equal(128, config.MaxTokens);
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Read_WhatIsNotSupported_IsRefusedByName(string key, string value, string message)
    {
        var error = Assert.Throws<InvalidDataException>(() => Read(json => json[key] = JsonNode.Parse(value)));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains("config.json", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_KeysMissing_ListsAllOfThem()
    {
        string[] keys = ["pad_token_id", "type_vocab_size", "layer_norm_eps"];
        var error = Assert.Throws<InvalidDataException>(() => Read(json => Array.ForEach(keys, key => json.AsObject().Remove(key))));
        Assert.All(keys, key => Assert.Contains(key, error.Message, StringComparison.Ordinal));
    }

    private EncoderConfig Read(Action<JsonNode> change)
    {
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(Goldens.Require("tiny-roberta"), "config.json")))!;
        change(json);
        File.WriteAllText(_folder.File("config.json"), json.ToJsonString());
        return EncoderConfigReader.Read(_folder.File("config.json"));
    }
}
