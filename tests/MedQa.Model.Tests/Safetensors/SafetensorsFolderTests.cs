using System.Text.Json;
using MedQa.Model.Safetensors;
using static TorchSharp.torch;

namespace MedQa.Model.Tests.Safetensors;

public sealed class SafetensorsFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1L << 40, 1)]
    [InlineData(39, 3)]
    [InlineData(1, 4)]
    public void Save_ThenOpen_GivesTheSameTensors(long maxShardBytes, int shards)
    {
        using var scope = NewDisposeScope();
        var tensors = Tensors();

        var written = ShardedSafetensorsWriter.Save(_folder.Path, tensors, null, maxShardBytes);

        using var source = SafetensorsFolder.Open(_folder.Path);
        Assert.Equal(shards, source.Files.Count);
        Assert.Equal(written.Order(), Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order());
        Assert.Equal(tensors.Keys.Order(), source.Entries.Keys.Order());
        foreach (var (name, tensor) in tensors)
        {
            var read = zeros_like(tensor);
            source.ReadInto(name, read);
            Assert.True(read.equal(tensor).all().item<bool>(), name);
        }
    }

    [Fact]
    public void Save_Sharded_WritesTheIndexThatTransformersReads()
    {
        using var scope = NewDisposeScope();

        ShardedSafetensorsWriter.Save(_folder.Path, Tensors(), ScalarType.Float16, 20);

        using var index = JsonDocument.Parse(File.ReadAllBytes(_folder.File("model.safetensors.index.json")));
        Assert.Equal(32, index.RootElement.GetProperty("metadata").GetProperty("total_size").GetInt64());
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["a"] = "model-00001-of-00002.safetensors",
                ["b"] = "model-00001-of-00002.safetensors",
                ["c"] = "model-00002-of-00002.safetensors",
                ["d"] = "model-00002-of-00002.safetensors",
            },
            index.RootElement.GetProperty("weight_map").Deserialize<Dictionary<string, string>>());
    }

    [Fact]
    public void Save_OverOlderWeights_LeavesNothingOfThem()
    {
        using var scope = NewDisposeScope();
        ShardedSafetensorsWriter.Save(_folder.Path, Tensors(), null, 1);
        _folder.Write("other.safetensors", [1]);

        ShardedSafetensorsWriter.Save(_folder.Path, Tensors(), null, 1 << 20);

        Assert.Equal(["model.safetensors", "other.safetensors"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order());
    }

    [SkippableFact]
    public void Open_ShardedGolden_HoldsEveryTensorOnce()
    {
        var folder = Goldens.Require("tiny-llama-tied-bf16-sharded");

        using var source = SafetensorsFolder.Open(folder);

        Assert.Equal(Directory.GetFiles(folder, "model-*.safetensors").Length, source.Files.Count);
        Assert.All(source.Entries.Values, e => Assert.Equal("BF16", e.DType));
    }

    public static TheoryData<string, string> Attacks => new()
    {
        { """{"weight_map":{"a":"../outside.safetensors"}}""", "\"a\"" },
        { """{"weight_map":{"a":"/etc/outside.safetensors"}}""", "\"a\"" },
        { """{"weight_map":{"a":"sub\\outside.safetensors"}}""", "\"a\"" },
        { """{"weight_map":{"a":".."}}""", "\"a\"" },
        { """{"weight_map":{"a":""}}""", "\"a\"" },
        { """{"weight_map":{"a":7}}""", "\"a\"" },
        { """{"weight_map":{"a":"pytorch_model.bin"}}""", "\"a\"" },
        { """{"weight_map":{"a":"one.safetensors\u0000"}}""", "\"a\"" },
        { """{"weight_map":{"a":"missing.safetensors"}}""", "missing.safetensors" },
        { """{"weight_map":{"a":"one.safetensors","b":"one.safetensors"}}""", "\"b\"" },
        { """{"weight_map":{"a":"one.safetensors","b":"two.safetensors","c":"one.safetensors"}}""", "\"c\"" },
        { """{"weight_map":{"a":"two.safetensors","b":"one.safetensors"}}""", "\"a\"" },
        { """{"weight_map":{"a":"one.safetensors"}}""", "\"extra\"" },
        { """{"weight_map":{"a":"one.safetensors","a":"two.safetensors"}}""", "\"a\"" },
        { """{"weight_map":{"a":"one.safetensors","a2":"copy.safetensors"}}""", "both hold" },
        { """{"weight_map":{"\ud800":"one.safetensors"}}""", "Unicode" },
        { """{"weight_map":[]}""", "weight_map" },
        { """{"weights":{}}""", "weight_map" },
        { "[]", "weight_map" },
        { "{", "JSON" },
    };

    [Theory]
    [MemberData(nameof(Attacks))]
    public void Open_IndexThatLies_NamesTheIndexAndWhatIsWrong(string index, string what)
    {
        using var scope = NewDisposeScope();
        SafetensorsWriter.Save(_folder.File("one.safetensors"), new Dictionary<string, Tensor> { ["a"] = ones(1), ["extra"] = ones(1) });
        SafetensorsWriter.Save(_folder.File("copy.safetensors"), new Dictionary<string, Tensor> { ["a"] = ones(1) });
        SafetensorsWriter.Save(_folder.File("two.safetensors"), new Dictionary<string, Tensor> { ["b"] = ones(1) });
        File.WriteAllText(_folder.File("model.safetensors.index.json"), index);

        var error = Assert.Throws<InvalidDataException>(() => SafetensorsFolder.Open(_folder.Path));

        Assert.Contains(_folder.Path, error.Message);
        Assert.Contains(what, error.Message);
    }

    [Fact]
    public void Open_EmptyFolder_SaysWhatIsLookedFor() =>
        Assert.Contains("model.safetensors.index.json", Assert.Throws<FileNotFoundException>(() => SafetensorsFolder.Open(_folder.Path)).Message);

    private static Dictionary<string, Tensor> Tensors() => new()
    {
        ["a"] = arange(4, dtype: ScalarType.Float32),
        ["b"] = arange(6, dtype: ScalarType.Float32).reshape(2, 3),
        ["c"] = ones(5),
        ["d"] = tensor(3f).reshape(1),
    };
}
