using System.Text.Json.Nodes;
using MedQa.Model.Mistral;
using static TorchSharp.torch;

namespace MedQa.Model.Tests.Mistral;

public sealed class MistralConfigReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [InlineData("tiny-mistral")]
    [InlineData("tiny-llama-tied-bf16-sharded")]
    [InlineData("tiny-llama3-rope")]
    [InlineData("tiny-mistral-nowindow-fp16")]
    public void Read_AsTransformers4And5WriteItGolden_GivesTheSame(string golden)
    {
        var folder = Goldens.Require(golden);
        var raw = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "config.json")))!;

        var five = MistralConfigReader.Read(Path.Combine(folder, "config.json"));
        var four = MistralConfigReader.Read(Path.Combine(folder, "config.v4.json"));

        Assert.Equal(Json(five), Json(four));
        Assert.Equal((int)raw["head_dim"]!, five.HeadDim);
        Assert.Equal((int?)raw["sliding_window"], five.SlidingWindow);
        Assert.Equal((double)raw["rope_parameters"]!["rope_theta"]!, five.Rope.Theta);
        Assert.Equal((double?)raw["rope_parameters"]!["factor"], five.Rope.Llama3?.Factor);
        Assert.Equal((bool)raw["tie_word_embeddings"]!, five.TieWordEmbeddings);
        Assert.Equal([2], five.EosTokenIds);
    }

    [SkippableTheory]
    [InlineData("tiny-mistral")]
    [InlineData("tiny-llama3-rope")]
    [InlineData("tiny-mistral-nowindow-fp16")]
    public void Write_ThenReadGolden_GivesTheSameUnderEitherVersionsNames(string golden)
    {
        var config = MistralConfigReader.Read(Path.Combine(Goldens.Require(golden), "config.json")) with { EosTokenIds = [2, 7] };
        var path = _folder.File("config.json");

        MistralConfigWriter.Write(config, ScalarType.BFloat16, path);

        Assert.Equal(Json(config), Json(MistralConfigReader.Read(path)));
        var text = File.ReadAllText(path);
        foreach (var forgotten in (string[][])[["rope_parameters", "dtype"], ["rope_theta", "rope_scaling", "torch_dtype"]])
        {
            var one = (JsonObject)JsonNode.Parse(text)!;
            Assert.All(forgotten, key => Assert.True(one.Remove(key), key));
            File.WriteAllText(path, one.ToJsonString());
            Assert.Equal(Json(config), Json(MistralConfigReader.Read(path)));
        }
    }

    public static TheoryData<string, string, string> Refusals => new()
    {
        { "model_type", "\"qwen2\"", "qwen2" },
        { "rope_parameters", """{"rope_type":"yarn","rope_theta":1e4}""", "yarn" },
        { "rope_parameters", """{"rope_type":"llama3","rope_theta":1e4}""", "original_max_position_embeddings" },
        { "rope_parameters", """{"rope_type":"default","rope_theta":1e4,"partial_rotary_factor":0.5}""", "partial_rotary_factor" },
        { "rope_parameters", """{"rope_type":"default","rope_theta":1e999}""", "rope_theta" },
        { "rope_parameters", """{"rope_type":"llama3","rope_theta":1e4,"factor":8,"low_freq_factor":4,"high_freq_factor":1,"original_max_position_embeddings":64}""", "fit" },
        { "attention_bias", "true", "attention_bias" },
        { "mlp_bias", "true", "mlp_bias" },
        { "hidden_act", "\"gelu\"", "gelu" },
        { "num_attention_heads", "0", "0" },
        { "num_attention_heads", "5", "divisible" },
        { "num_hidden_layers", "2147483647", "num_hidden_layers" },
        { "vocab_size", "1e3.5", "JSON" },
        { "vocab_size", "99999999999", "vocab_size" },
        { "head_dim", "13", "13" },
        { "sliding_window", "0", "sliding_window" },
        { "rms_norm_eps", "\"small\"", "rms_norm_eps" },
        { "tie_word_embeddings", "1", "tie_word_embeddings" },
        { "eos_token_id", "[1,\"x\"]", "eos_token_id" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Read_NotSupportedOrWrong_NamesFileAndKey(string key, string value, string what)
    {
        var path = _folder.File("config.json");
        var config = Good();
        config[key] = "@";
        File.WriteAllText(path, config.ToJsonString().Replace("\"@\"", value));

        var error = Assert.Throws<InvalidDataException>(() => MistralConfigReader.Read(path));

        Assert.Contains(path, error.Message);
        Assert.Contains(what, error.Message);
    }

    [Fact]
    public void Read_KeysMissing_ListsThemAll()
    {
        var path = _folder.File("config.json");
        var config = Good();
        string[] missing = ["num_key_value_heads", "rms_norm_eps", "sliding_window", "tie_word_embeddings"];
        Array.ForEach(missing, key => config.Remove(key));
        File.WriteAllText(path, config.ToJsonString());

        var error = Assert.Throws<InvalidDataException>(() => MistralConfigReader.Read(path));

        Assert.All(missing, key => Assert.Contains(key, error.Message));
    }

    [Fact]
    public void Read_WithoutHeadDim_DividesTheHiddenSize()
    {
        var path = _folder.File("config.json");
        var config = Good();
        config["head_dim"] = null;
        File.WriteAllText(path, config.ToJsonString());

        Assert.Equal(8, MistralConfigReader.Read(path).HeadDim);
    }

    private static JsonObject Good() => (JsonObject)JsonNode.Parse("""
        {"model_type":"mistral","vocab_size":50,"hidden_size":48,"intermediate_size":80,"num_hidden_layers":2,"num_attention_heads":6,
         "num_key_value_heads":2,"head_dim":14,"max_position_embeddings":64,"rms_norm_eps":1e-5,"hidden_act":"silu",
         "rope_parameters":{"rope_type":"default","rope_theta":1e4},"sliding_window":null,"tie_word_embeddings":false,"eos_token_id":2}
        """)!;

    /// <summary>Records compare lists by reference; their JSON compares whole.</summary>
    private static string Json(MistralConfig config) => System.Text.Json.JsonSerializer.Serialize(config);
}
