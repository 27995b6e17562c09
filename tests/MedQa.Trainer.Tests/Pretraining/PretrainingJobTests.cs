using MedQa.Model.Checkpoints;
using MedQa.Model.Mistral;
using MedQa.Model.Tests;
using MedQa.Trainer.Pretraining;
using MedQa.Trainer.Tests.Training;
using MedQa.Trainer.Training;
using static TorchSharp.torch;

namespace MedQa.Trainer.Tests.Pretraining;

public sealed class PretrainingJobTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public PretrainingJobTests()
    {
        using var model = MistralForCausalLM.Create(TinyModels.Config(vocabulary: 8192), CPU, ScalarType.Float32);
        model.InitializeWeights(11);
        ModelExporter.Save(model, folder.File("base"), ScalarType.BFloat16, Path.Combine(Goldens.Repository, "models", "medqa-mini"));
        File.WriteAllText(folder.File("texts.txt"), string.Join("\n\n", Enumerable.Range(0, 20).Select(i => $"Stone {i} of this corpus is grey.")));
    }

    [Fact]
    public async Task RunAsync_WithAModel_GoesOnFromItsWeights()
    {
        var options = Options() with { Model = "base" };

        await PretrainingJob.RunAsync(options.Rooted(folder.File(".")), resume: false, _ => { });

        Assert.Empty(Differing("base", "out"));
    }

    [Fact]
    public async Task RunAsync_WithoutAModel_DrawsWeights()
    {
        var options = Options() with { Config = "base/config.json", Tokenizer = "base" };

        await PretrainingJob.RunAsync(options.Rooted(folder.File(".")), resume: false, _ => { });

        Assert.NotEmpty(Differing("base", "out"));
    }

    [Fact]
    public async Task RunAsync_WithAModelOfAnotherShape_NamesModelAndConfig()
    {
        var config = File.ReadAllText(folder.File("base/config.json"));
        var layers = $"\"num_hidden_layers\": {TinyModels.Config().NumHiddenLayers}";
        Assert.Contains(layers, config, StringComparison.Ordinal);
        File.WriteAllText(folder.File("config.json"), config.Replace(layers, "\"num_hidden_layers\": 1", StringComparison.Ordinal));
        var options = Options() with { Model = "base", Config = "config.json" };

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => PretrainingJob.RunAsync(options.Rooted(folder.File(".")), resume: false, _ => { }));

        Assert.Contains(folder.File("base"), error.Message, StringComparison.Ordinal);
        Assert.Contains(folder.File("config.json"), error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    /// <summary>One step at a rate that bfloat16 does not show.</summary>
    private static PretrainingOptions Options() => new()
    {
        Files = [new CorpusFile { Path = "texts.txt" }],
        Output = "out",
        SequenceLength = 16,
        Batch = 2,
        Epochs = 0.1,
        LearningRate = 1e-12,
        HoldOutEvery = 0,
        Device = "cpu",
        DType = ComputeType.Full,
        Seed = 3,
    };

    private string[] Differing(string first, string second)
    {
        using var one = Checkpoint.Open(folder.File(first), CPU, ScalarType.Float32);
        using var other = Checkpoint.Open(folder.File(second), CPU, ScalarType.Float32);
        return [.. one.Model.Weights.Where(w => !equal(w.Value, other.Model.Weights[w.Key]).all().item<bool>()).Select(w => w.Key)];
    }
}
