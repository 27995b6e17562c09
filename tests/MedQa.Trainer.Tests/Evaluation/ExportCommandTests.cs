using MedQa.Model.Adapters;
using MedQa.Model.Answers;
using MedQa.Model.Checkpoints;
using MedQa.Model.Lora;
using MedQa.Model.Tests;
using MedQa.Trainer.Commands;
using static TorchSharp.torch;

namespace MedQa.Trainer.Tests.Evaluation;

public sealed class ExportCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Merge_BaseAndAdapter_WritesAModelThatGivesTheSameLogits()
    {
        var tokenizer = Goldens.RequireBesideModels("tokenizers/mistral-7b-v0.1/tokenizer.model");
        var (model, adapter, output) = (_folder.File("base"), _folder.File("adapter"), _folder.File("merged"));
        WriteBaseAndAdapter(model, adapter, tokenizer);
        using var ids = tensor([1L, 5, 9, 40, 33], [1, 5]);

        ExportCommand.Merge(model, adapter, output, ScalarType.Float32, default);

        using var expectedCheckpoint = Checkpoint.Open(model, CPU, ScalarType.Float32);
        using var loaded = PeftAdapter.Load(adapter, expectedCheckpoint.Model);
        using var merged = Checkpoint.Open(output, CPU, ScalarType.Float32);
        using var none = no_grad();
        using var plain = expectedCheckpoint.Model.Logits(expectedCheckpoint.Model.Forward(ids));
        using var expected = expectedCheckpoint.Model.Logits(expectedCheckpoint.Model.Forward(ids, adapter: loaded));
        using var actual = merged.Model.Logits(merged.Model.Forward(ids));
        Assert.True((expected - plain).abs().max().item<float>() > 0.01, "the adapter must matter");
        Assert.True((expected - actual).abs().max().item<float>() < 1e-5, "merged and applied adapters must agree");
        Assert.Equal(DecisionPlacement.First, AdapterCard.Load(output).Answer.Placement);
        Assert.NotEqual(expectedCheckpoint.Hash, merged.Hash);
    }

    [Fact]
    public void Merge_IntoItsBase_IsRefused() =>
        Assert.Throws<ArgumentException>(() => ExportCommand.Merge(_folder.Path, "adapter", _folder.Path, ScalarType.Float32, default));

    private static void WriteBaseAndAdapter(string folder, string adapterFolder, string tokenizer)
    {
        var config = Training.TinyModels.Config(vocabulary: 32000);
        using var model = MedQa.Model.Mistral.MistralForCausalLM.Create(config, CPU, ScalarType.Float32);
        model.InitializeWeights(2);
        ModelExporter.Save(model, folder, ScalarType.Float32, tokenizer);
        using var adapter = LoraAdapter.Create(model, new LoraConfig { Rank = 3 }, 4);
        using (no_grad())
        {
            foreach (var weight in adapter.Weights.Values)
            {
                weight.normal_(0, 0.2, null);
            }
        }

        PeftAdapter.Save(adapter, adapterFolder, "base");
        new AdapterCard { Answer = new AnswerFormat { Placement = DecisionPlacement.First } }.Save(adapterFolder);
    }
}
