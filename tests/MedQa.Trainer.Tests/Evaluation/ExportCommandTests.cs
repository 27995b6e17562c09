using MedQa.Model.Adapters;
using MedQa.Model.Answers;
using MedQa.Model.Checkpoints;
using MedQa.Model.Lora;
using MedQa.Model.Quantization;
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

        ExportCommand.Merge(model, adapter, output, ScalarType.Float32, QuantizationKind.None, default);

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

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Export_Nf4_WritesAModelThatOpensInFourBit(bool mergesFirst)
    {
        var tokenizer = Goldens.RequireBesideModels("tokenizers/mistral-7b-v0.1/tokenizer.model");
        var (model, adapter, output) = (_folder.File("base"), _folder.File("adapter"), _folder.File("nf4"));
        WriteBaseAndAdapter(model, adapter, tokenizer);
        if (mergesFirst)
        {
            ExportCommand.Merge(model, adapter, output, ScalarType.Float32, QuantizationKind.Nf4, default);
            ExportCommand.Merge(model, adapter, model = _folder.File("merged"), ScalarType.Float32, QuantizationKind.None, default);
        }
        else
        {
            ExportCommand.Quantize(model, output, ScalarType.Float32, default);
        }

        using var ids = tensor([1L, 5, 9, 40, 33], [1, 5]);
        using var expected = Checkpoint.Open(model, CPU, ScalarType.Float32, QuantizationKind.Nf4);
        using var written = Checkpoint.Open(output, CPU, ScalarType.Float32);
        using var none = no_grad();
        using var logits = expected.Model.Logits(expected.Model.Forward(ids));
        using var actual = written.Model.Logits(written.Model.Forward(ids));
        Assert.Equal(14, written.Model.QuantizedWeights.Count);
        Assert.Equal(expected.Model.ParameterCount, written.Model.ParameterCount);
        Assert.Equal(logits.data<float>().ToArray(), actual.data<float>().ToArray());
        Assert.Contains("NF4", File.ReadAllText(Path.Combine(output, "README.md")));
        Assert.Throws<ArgumentException>(() => ExportCommand.Merge(output, adapter, _folder.File("again"), ScalarType.Float32, QuantizationKind.None, default));
    }

    [Fact]
    public void Merge_IntoItsBase_IsRefused() =>
        Assert.Throws<ArgumentException>(() => ExportCommand.Merge(_folder.Path, "adapter", _folder.Path, ScalarType.Float32, QuantizationKind.None, default));

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
