using MedQa.Model.Answers;
using MedQa.Model.Training;
using MedQa.Trainer.Training;

namespace MedQa.Trainer.Tests.Training;

public sealed class TrainingOptionsTests : IDisposable
{
    private readonly string file = Path.Combine(Directory.CreateTempSubdirectory("medqa-options-").FullName, "options.json");

    [Fact]
    public void ToJson_Defaults_AreTheRecipes()
    {
        var options = new TrainingOptions();

        Assert.Equal((16, 32.0, 0.05, 7), (options.Lora.Rank, options.Lora.Alpha, options.Lora.Dropout, options.Lora.TargetModules.Count));
        Assert.Equal((4, 1e-4, 2, 8, 0.01, 0.03), (options.Epochs, options.LearningRate, options.Batch, options.Accumulation, options.WeightDecay, options.WarmupShare));
        Assert.Equal((2048, 50, 10, KeptWeights.Best), (options.MaxLength, options.EvaluateEvery, options.LogEvery, options.Keep));
        Assert.Equal(DecisionPlacement.Last, options.Placement);
    }

    [Fact]
    public void Load_WhatToJsonWrote_IsTheSame()
    {
        var options = new TrainingOptions { Model = "m", Data = "d", Output = "o", DType = ComputeType.Bf16, Checkpointing = ActivationCheckpointing.First(3), Placement = DecisionPlacement.First, Keep = KeptWeights.Last };
        File.WriteAllText(file, OptionsFile.ToJson(options));

        Assert.Equal(OptionsFile.ToJson(options), OptionsFile.ToJson(OptionsFile.Load<TrainingOptions>(file)));
        Assert.Contains("\"checkpointing\": 3", OptionsFile.ToJson(options), StringComparison.Ordinal);
        Assert.Contains("\"dtype\": \"bf16\"", OptionsFile.ToJson(options), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_UnknownOption_NamesItAndTheLine()
    {
        File.WriteAllText(file, "{\n  \"epochs\": 2,\n  \"learning_rate\": 1\n}");

        var error = Assert.Throws<InvalidDataException>(() => OptionsFile.Load<TrainingOptions>(file));

        Assert.Contains("learning_rate", error.Message, StringComparison.Ordinal);
        Assert.Contains("line 3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_SeveralMistakes_SaysAll()
    {
        var error = Assert.Throws<ArgumentException>(() => new TrainingOptions { Epochs = 0, LearningRate = double.NaN, Publish = "../x" }.Validate());

        foreach (var name in (string[])["model", "data", "output", "epochs", "learningRate", "publish"])
        {
            Assert.Contains(name, error.Message, StringComparison.Ordinal);
        }
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
}
