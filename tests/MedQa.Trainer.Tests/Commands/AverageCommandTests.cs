using MedQa.Model.Adapters;
using MedQa.Model.Answers;
using MedQa.Model.Lora;
using MedQa.Model.Mistral;
using MedQa.Model.Tests;
using MedQa.Trainer.Commands;
using MedQa.Trainer.Tests.Training;
using static TorchSharp.torch;

namespace MedQa.Trainer.Tests.Commands;

public sealed class AverageCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Average_TwoSeeds_WritesAnAdapterThatLoadsWithItsCard()
    {
        using var model = MistralForCausalLM.Create(TinyModels.Config(vocabulary: 64), CPU, ScalarType.Float32);
        model.InitializeWeights(2);
        Write(model, "seed-1", 1);
        Write(model, "seed-2", 2);

        var code = await AverageCommand.Create().Parse(
            ["-a", _folder.File("seed-1"), "-a", _folder.File("seed-2"), "--weights", "3", "1", "-o", _folder.File("mean")]).InvokeAsync();

        Assert.Equal(0, code);
        using var mean = PeftAdapter.Load(_folder.File("mean"), model);
        Assert.Equal((4, 4.0), (mean.Config.Rank, mean.Config.Alpha));
        Assert.Null(AdapterCard.Load(_folder.File("mean")).Answer.DecisionOffsets);
        var card = await File.ReadAllTextAsync(_folder.File("mean/README.md"));
        Assert.Contains("base_model: \"tiny\"", card, StringComparison.Ordinal);
        Assert.Contains("| seed-1 | 0.7500 | ", card, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Average_MissingAdapter_EndsWithAMistake() => Assert.Equal(
        CommandErrors.Mistake,
        await AverageCommand.Create().Parse(["-a", _folder.File("none"), "-a", _folder.File("none"), "-o", _folder.File("mean")]).InvokeAsync());

    private void Write(MistralForCausalLM model, string name, long seed)
    {
        using var adapter = LoraAdapter.Create(model, new LoraConfig { Rank = 2 }, seed);
        PeftAdapter.Save(adapter, _folder.File(name), "tiny");
        new AdapterCard { BaseModel = "tiny", Answer = new AnswerFormat { DecisionOffsets = [0, 1, 2] } }.Save(_folder.File(name));
    }
}
