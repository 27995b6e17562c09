using System.Text.Json.Nodes;
using MedQa.Model.Adapters;
using MedQa.Model.Mistral;
using MedQa.Model.Safetensors;
using MedQa.Model.Tests.Mistral;
using static TorchSharp.torch;

namespace MedQa.Model.Tests.Adapters;

public sealed class PeftAdapterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("medqa-adapter-").FullName;
    private readonly MistralForCausalLM _model = TinyModel.Create(seed: 5);

    public static TheoryData<string, string> Unsupported => new()
    {
        { "use_dora", "true" },
        { "modules_to_save", """["lm_head"]""" },
        { "bias", "\"all\"" },
        { "bias", "\"lora_only\"" },
        { "lora_bias", "true" },
        { "fan_in_fan_out", "true" },
        { "peft_type", "\"IA3\"" },
        { "init_lora_weights", "\"pissa\"" },
        { "init_lora_weights", "\"olora\"" },
        { "layer_replication", "[[0, 2]]" },
        { "layers_pattern", "\"h\"" },
        { "trainable_token_indices", "[1, 2]" },
        { "target_parameters", """["experts.weight"]""" },
        { "alora_invocation_tokens", "[5]" },
        { "use_qalora", "true" },
        { "megatron_config", """{"a": 1}""" },
        { "something_new", "\"on\"" },
        { "r", "0" },
        { "r", "1.5" },
        { "lora_alpha", "\"x\"" },
        { "lora_alpha", "-1" },
        { "lora_dropout", "1" },
        { "rank_pattern", """{"q_proj": "x"}""" },
        { "target_modules", """["embed_tokens"]""" },
        { "target_modules", "\"(unclosed\"" },
    };

    [SkippableTheory]
    [InlineData("adapter")]
    [InlineData("adapter-patterns")]
    public void Save_ThenLoad_KeepsConfigAndWeights(string name)
    {
        using var golden = new GoldenCase("tiny-mistral");
        using var original = golden.Adapter(name);
        PeftAdapter.Save(original, _folder, "some/base");
        using var loaded = PeftAdapter.Load(_folder, golden.Model);
        Assert.Equivalent(original.Config, loaded.Config, strict: true);
        Assert.Equal(original.Weights.Keys, loaded.Weights.Keys);
        foreach (var (key, weight) in original.Weights)
        {
            Assert.Equal(0, GoldenCase.Difference(loaded.Weights[key], weight));
        }
    }

    [Theory]
    [InlineData("""["q_proj", "layers.1.mlp.down_proj"]""", "model.layers.0.self_attn.q_proj", "model.layers.1.self_attn.q_proj", "model.layers.1.mlp.down_proj")]
    [InlineData("\".*layers\\\\.0.*(k|v)_proj\"", "model.layers.0.self_attn.k_proj", "model.layers.0.self_attn.v_proj")]
    public void Load_TargetsByNameOrPattern_AdaptsThoseAlone(string targets, params string[] modules)
    {
        WriteConfig("target_modules", targets);
        WriteWeights(modules);
        using var adapter = PeftAdapter.Load(_folder, _model);
        Assert.Equal(modules.Order(), adapter.Weights.Keys.Where(k => k.Contains("lora_A", StringComparison.Ordinal)).Select(Module).Order());
    }

    [Theory]
    [MemberData(nameof(Unsupported))]
    public void Load_NotSupported_IsRefusedByName(string key, string value)
    {
        WriteConfig(key, value);
        WriteWeights("model.layers.0.self_attn.q_proj", "model.layers.1.self_attn.q_proj");
        var error = Assert.Throws<InvalidDataException>(() => PeftAdapter.Load(_folder, _model));
        Assert.Contains("adapter_config.json", error.Message, StringComparison.Ordinal);
        Assert.Contains(key is "r" ? "r" : key is "rank_pattern" or "target_modules" or "lora_alpha" or "lora_dropout" ? "" : key, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_TensorMissing_NamesIt()
    {
        WriteConfig("target_modules", """["q_proj"]""");
        WriteWeights("model.layers.0.self_attn.q_proj");
        var error = Assert.Throws<InvalidDataException>(() => PeftAdapter.Load(_folder, _model));
        Assert.Contains("missing (base_model.model.model.layers.1.self_attn.q_proj.lora_A.weight", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_TensorUnexpected_NamesIt()
    {
        WriteConfig("target_modules", """["layers.0.self_attn.q_proj"]""");
        WriteWeights("model.layers.0.self_attn.q_proj", "model.layers.7.self_attn.q_proj");
        var error = Assert.Throws<InvalidDataException>(() => PeftAdapter.Load(_folder, _model));
        Assert.Contains("unexpected (base_model.model.model.layers.7.self_attn.q_proj.lora_A.weight", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_MadeForAWiderModel_IsRefusedWithBothShapes()
    {
        WriteConfig("target_modules", """["layers.0.self_attn.q_proj"]""");
        WriteWeights(width: 48, "model.layers.0.self_attn.q_proj");
        var error = Assert.Throws<InvalidDataException>(() => PeftAdapter.Load(_folder, _model));
        Assert.Contains("[4, 48]", error.Message, StringComparison.Ordinal);
        Assert.Contains("[4, 24]", error.Message, StringComparison.Ordinal);
        Assert.Contains("another base", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("adapter_config.json")]
    [InlineData("adapter_model.safetensors")]
    public void Load_FileMissing_NamesIt(string file)
    {
        WriteConfig("target_modules", """["layers.0.self_attn.q_proj"]""");
        WriteWeights("model.layers.0.self_attn.q_proj");
        File.Delete(Path.Combine(_folder, file));
        Assert.Contains(file, Assert.Throws<FileNotFoundException>(() => PeftAdapter.Load(_folder, _model)).Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _model.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Module(string key) => key["base_model.model.".Length..key.IndexOf(".lora_", StringComparison.Ordinal)];

    private void WriteConfig(string key, string value)
    {
        var config = new JsonObject
        {
            ["peft_type"] = "LORA",
            ["task_type"] = "CAUSAL_LM",
            ["r"] = 4,
            ["lora_alpha"] = 8,
            ["lora_dropout"] = 0.0,
            ["bias"] = "none",
            ["target_modules"] = new JsonArray("q_proj"),
            ["loftq_config"] = new JsonObject(),
            ["megatron_core"] = "megatron.core",
            ["a_later_option"] = null,
        };
        config[key] = JsonNode.Parse(value);
        File.WriteAllText(Path.Combine(_folder, PeftConfig.FileName), config.ToJsonString());
    }

    private void WriteWeights(params string[] modules) => WriteWeights(width: null, modules);

    private void WriteWeights(long? width, params string[] modules)
    {
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor>();
        foreach (var module in modules)
        {
            var shape = _model.Weights.GetValueOrDefault(module + ".weight")?.shape ?? [24, 24];
            tensors[$"base_model.model.{module}.lora_A.weight"] = randn(4, width ?? shape[1]);
            tensors[$"base_model.model.{module}.lora_B.weight"] = randn(shape[0], 4);
        }

        SafetensorsWriter.Save(Path.Combine(_folder, PeftAdapter.WeightsFileName), tensors);
    }
}
