using MedQa.Model.Checkpoints;
using MedQa.Model.Mistral;
using MedQa.Model.Safetensors;
using MedQa.Model.Tests.Mistral;
using static TorchSharp.torch;

namespace MedQa.Model.Tests.Checkpoints;

public sealed class StrictLoaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [InlineData("tiny-mistral")]
    [InlineData("tiny-llama-tied-bf16-sharded")]
    [InlineData("tiny-llama3-rope")]
    [InlineData("tiny-mistral-nowindow-fp16")]
    public void Load_Golden_FillsEveryWeightWithTheFilesValues(string golden)
    {
        var folder = Goldens.Require(golden);
        using var scope = NewDisposeScope();
        using var source = SafetensorsFolder.Open(folder);

        using var model = StrictLoader.Load(MistralConfigReader.Read(Path.Combine(folder, "config.json")), new StoredWeights(folder, source), new WeightsInMemory(CPU, ScalarType.Float32), default);

        Assert.Equal(source.Entries.Keys.Order(), model.Weights.Keys.Order());
        foreach (var path in source.Files)
        {
            using var file = SafetensorsFile.Open(path);
            foreach (var (name, tensor) in file.ReadAll())
            {
                Assert.True(model.Weights[name].equal(tensor.to(model.Weights[name].dtype)).all().item<bool>(), name);
            }
        }
    }

    [Fact]
    public void Load_TensorsThatDoNotFit_ListsEachWithItsFile()
    {
        using var scope = NewDisposeScope();
        var weights = Weights();
        weights.Remove("model.norm.weight");
        weights.Remove("model.layers.1.mlp.up_proj.weight");
        weights["model.layers.2.mlp.up_proj.weight"] = zeros(2, 2);
        weights["model.layers.0.self_attn.q_proj.bias"] = zeros(2);
        weights["model.layers.0.self_attn.k_proj.weight"] = zeros(3, 4);
        weights["lm_head.weight"] = zeros(TinyModel.Config.VocabSize, TinyModel.Config.HiddenSize, dtype: ScalarType.Int8);

        var error = Assert.Throws<InvalidDataException>(() => Load(weights, TinyModel.Config).Dispose());

        Assert.Contains(_folder.Path, error.Message);
        Assert.Contains("2 missing: model.layers.1.mlp.up_proj.weight, model.norm.weight.", error.Message);
        Assert.Contains("2 unexpected: model.layers.0.self_attn.q_proj.bias (model.safetensors), model.layers.2.mlp.up_proj.weight (model.safetensors).", error.Message);
        Assert.Contains("1 of the wrong shape: model.layers.0.self_attn.k_proj.weight is [3, 4], expected [12, 24] (model.safetensors).", error.Message);
        Assert.Contains("1 of a type that weights don't have: lm_head.weight is I8 (model.safetensors).", error.Message);
    }

    [Fact]
    public void Load_RotaryFrequenciesAndTiedHead_AreIgnored()
    {
        using var scope = NewDisposeScope();
        var weights = Weights();
        weights["model.layers.0.self_attn.rotary_emb.inv_freq"] = zeros(3);

        Load(weights, TinyModel.Config).Dispose();
        Load(weights, TinyModel.Config with { TieWordEmbeddings = true }).Dispose();
    }

    [Fact]
    public void Load_ConfigWithFarMoreLayersThanTensors_IsRefusedAtOnce()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<InvalidDataException>(() => Load(Weights(), TinyModel.Config with { NumHiddenLayers = 1 << 24 }).Dispose());
        Assert.Contains("too few", error.Message);
    }

    [Fact]
    public void Load_Cancelled_Throws()
    {
        using var scope = NewDisposeScope();
        Assert.Throws<OperationCanceledException>(() => Load(Weights(), TinyModel.Config, new CancellationToken(canceled: true)).Dispose());
    }

    private static Dictionary<string, Tensor> Weights() =>
        MistralWeights.Shapes(TinyModel.Config).ToDictionary(w => w.Name, w => zeros([.. w.Shape]));

    private MistralForCausalLM Load(Dictionary<string, Tensor> weights, MistralConfig config, CancellationToken cancellationToken = default)
    {
        SafetensorsWriter.Save(_folder.File("model.safetensors"), weights, cancellationToken: CancellationToken.None);
        using var source = SafetensorsFolder.Open(_folder.Path);
        return StrictLoader.Load(config, new StoredWeights(_folder.Path, source), new WeightsInMemory(CPU, ScalarType.Float32), cancellationToken);
    }
}
