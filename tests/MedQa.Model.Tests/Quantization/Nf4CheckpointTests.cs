using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using MedQa.Model.Checkpoints;
using MedQa.Model.Mistral;
using MedQa.Model.Quantization;
using MedQa.Model.Safetensors;
using MedQa.Model.Tests.Mistral;
using static TorchSharp.torch;

namespace MedQa.Model.Tests.Quantization;

/// <summary>What a broken or hostile 4-bit checkpoint leads to: an error that names the file and the fault.</summary>
public sealed class Nf4CheckpointTests : IDisposable
{
    private const string State = "model.layers.0.self_attn.q_proj.weight.quant_state.bitsandbytes__nf4";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_OwnCheckpoint_GivesTheSameLogits()
    {
        using var model = Quantized();
        Write(model, _ => { });

        using var loaded = Load();

        using var none = no_grad();
        using var scope = NewDisposeScope();
        var ids = tensor([1L, 5, 9, 40, 33], [1, 5]);
        Assert.Equal(0, GoldenCase.Difference(loaded.Logits(loaded.Forward(ids)), model.Logits(model.Forward(ids))));
    }

    public static TheoryData<string, string> States => new()
    {
        { "{", "no valid JSON" },
        { "[]", "no JSON object" },
        { Edited("quant_type", "fp4"), "quant_type is fp4; only nf4" },
        { Edited("blocksize", 128), "blocksize is 128; only 64" },
        { Edited("nested_blocksize", 64), "nested_blocksize is 64; only 256" },
        { Edited("nested_blocksize", null), "bnb_4bit_use_double_quant" },
        { Edited("nested_dtype", "float16"), "nested_dtype is float16" },
        { Edited("nested_offset", 1e300), "nested_offset" },
        { Edited("nested_offset", "many"), "nested_offset must be a number" },
        { Edited("dtype", "int8"), "dtype is \"int8\"" },
        { Edited("shape", new JsonArray(24, 25)), "was quantized from [24, 25], expected [24, 24]" },
        { Edited("shape", new JsonArray(-1, 24)), "was quantized from [-1, 24]" },
    };

    [Theory]
    [MemberData(nameof(States))]
    public void Load_QuantStateThatDoesNotFit_SaysWhereAndWhy(string json, string message)
    {
        using var model = Quantized();
        Write(model, tensors => tensors[State] = tensor(Encoding.UTF8.GetBytes(json)));

        var error = Assert.Throws<InvalidDataException>(() => Load().Dispose());

        Assert.Contains(_folder.Path, error.Message);
        Assert.Contains("q_proj", error.Message);
        Assert.Contains(message, error.Message);
    }

    [Fact]
    public void Load_TensorsThatDoNotFit_ListsThem()
    {
        using var model = Quantized();
        Write(model, tensors =>
        {
            tensors.Remove("model.layers.0.self_attn.q_proj.weight.absmax");
            tensors["model.layers.0.self_attn.k_proj.weight"] = zeros([7, 1], ScalarType.Byte);
            tensors["model.layers.1.mlp.up_proj.weight.nested_absmax"] = zeros([1], ScalarType.Float16);
            tensors["model.layers.1.mlp.up_proj.weight.quant_state.bitsandbytes__fp4"] = zeros([1], ScalarType.Byte);
        });

        var error = Assert.Throws<InvalidDataException>(() => Load().Dispose());

        Assert.Contains("1 missing: model.layers.0.self_attn.q_proj.weight.absmax.", error.Message);
        Assert.Contains("k_proj.weight is [7, 1], expected [144, 1]", error.Message);
        Assert.Contains("nested_absmax is F16, expected F32", error.Message);
        Assert.Contains("1 unexpected: model.layers.1.mlp.up_proj.weight.quant_state.bitsandbytes__fp4", error.Message);
    }

    [Theory]
    [InlineData(".quant_map", 3, 0.5f, "code books other than")]
    [InlineData(".nested_quant_map", 200, 0.9f, "code books other than")]
    [InlineData(".quant_map", 0, float.NaN, "code books other than")]
    [InlineData(".nested_absmax", 0, float.PositiveInfinity, "not finite")]
    public void Load_ValuesThatCannotBe_SaysWhich(string part, int index, float value, string message)
    {
        using var model = Quantized();
        Write(model, tensors =>
        {
            var changed = tensors["model.layers.1.mlp.down_proj.weight" + part].clone();
            changed.index_fill_(0, tensor([(long)index]), value);
            tensors["model.layers.1.mlp.down_proj.weight" + part] = changed;
        });

        var error = Assert.Throws<InvalidDataException>(() => Load().Dispose());

        Assert.Contains("down_proj.weight" + part, error.Message);
        Assert.Contains(message, error.Message);
    }

    /// <summary>Bytes changed anywhere in header, JSON or data give a model or a refusal, never another exception.</summary>
    [Fact]
    public void Load_FuzzedFile_LoadsOrRefuses()
    {
        using var model = Quantized();
        Write(model, _ => { });
        var original = File.ReadAllBytes(_folder.File("model.safetensors"));
        var header = 8 + (int)BinaryPrimitives.ReadUInt64LittleEndian(original);
        var random = new Random(50);
        var refused = 0;
        for (var run = 0; run < 300; run++)
        {
            var bytes = original.ToArray();
            for (var change = random.Next(1, 6); change > 0; change--)
            {
                bytes[run % 2 == 0 ? random.Next(header) : random.Next(header, bytes.Length)] = (byte)random.Next(256);
            }

            _folder.Write("model.safetensors", run % 10 == 9 ? bytes[..random.Next(bytes.Length)] : bytes);
            try
            {
                using var loaded = Load();
                Assert.All(loaded.QuantizedWeights.Values, w => w.Dequantize(ScalarType.BFloat16).Dispose());
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 100, 299);
    }

    [Theory]
    [InlineData("""{"quant_method":"gptq"}""", "quant_method")]
    [InlineData("""{"quant_method":"bitsandbytes","load_in_8bit":true}""", "load_in_4bit")]
    [InlineData("""{"load_in_4bit":true,"bnb_4bit_quant_type":"fp4"}""", "bnb_4bit_quant_type")]
    [InlineData("""{"load_in_4bit":true,"bnb_4bit_quant_type":"nf4","bnb_4bit_use_double_quant":false}""", "bnb_4bit_use_double_quant")]
    [InlineData("""{"load_in_4bit":true,"bnb_4bit_quant_type":"nf4","bnb_4bit_use_double_quant":true,"bnb_4bit_quant_storage":"bfloat16"}""", "bnb_4bit_quant_storage")]
    [InlineData("7", "quantization_config")]
    public void Read_AnotherQuantization_NamesTheKey(string config, string key)
    {
        var path = _folder.File("config.json");
        File.WriteAllText(path, $$"""{"quantization_config":{{config}}}""");

        var error = Assert.Throws<InvalidDataException>(() => BitsAndBytesConfig.Read(path));

        Assert.Contains(path, error.Message);
        Assert.Contains(key, error.Message);
    }

    private static string Edited(string key, JsonNode? value)
    {
        var json = (JsonObject)JsonNode.Parse(new Nf4QuantState([24, 24], ScalarType.Float32, 0.25f).ToJson())!;
        json.Remove(key);
        if (value is not null)
        {
            json[key] = value;
        }

        return json.ToJsonString();
    }

    private static MistralForCausalLM Quantized()
    {
        using var dense = TinyModel.Create(3);
        return Nf4Models.Quantized(dense);
    }

    private void Write(MistralForCausalLM model, Action<Dictionary<string, Tensor>> change)
    {
        using var scope = NewDisposeScope();
        var tensors = model.Weights.ToDictionary(w => w.Key, w => w.Value.alias());
        foreach (var (name, tensor) in model.QuantizedWeights.SelectMany(w => Nf4Layout.Write(w.Key, w.Value, ScalarType.Float32)))
        {
            tensors.Add(name, tensor);
        }

        change(tensors);
        SafetensorsWriter.Save(_folder.File("model.safetensors"), tensors);
    }

    private MistralForCausalLM Load()
    {
        using var source = SafetensorsFolder.Open(_folder.Path);
        return StrictLoader.Load(TinyModel.Config, new StoredWeights(_folder.Path, source, QuantizationKind.Nf4), new WeightsInMemory(CPU, ScalarType.Float32), default);
    }
}
