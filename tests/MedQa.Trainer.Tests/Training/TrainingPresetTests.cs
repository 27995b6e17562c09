using System.Text.Json;
using MedQa.Model.Answers;
using MedQa.Model.Lora;
using MedQa.Model.Quantization;
using MedQa.Model.Training;
using MedQa.Trainer.Commands;
using MedQa.Trainer.Training;
using MedQa.Trainer.Training.Optimizers;

namespace MedQa.Trainer.Tests.Training;

public sealed class TrainingPresetTests : IDisposable
{
    private readonly string file = Path.Combine(Directory.CreateTempSubdirectory("medqa-preset-").FullName, "options.json");

    [Fact]
    public void Recipe_EveryValueOfTheReferenceRun_IsItsOwn()
    {
        var recipe = TrainingPresets.Of(TrainingPreset.Recipe);

        Assert.Equal((16, 32.0, 0.05), (recipe.Lora.Rank, recipe.Lora.Alpha, recipe.Lora.Dropout));
        Assert.Equal(LoraConfig.AllProjections, recipe.Lora.TargetModules);
        Assert.Equal((4, 1e-4, 2, 8, 0.01, 0.03, 2048), (recipe.Epochs, recipe.LearningRate, recipe.Batch, recipe.Accumulation, recipe.WeightDecay, recipe.WarmupShare, recipe.MaxLength));
        Assert.Equal((50, false, 100, false, 10, 0), (recipe.EvaluateEvery, recipe.EvaluateEpochEnds, recipe.SaveEvery, recipe.SaveBest, recipe.LogEvery, recipe.EarlyStopping));
        Assert.Equal((KeptWeights.Best, LearningRateSchedule.WarmupThenCosine, 1.0, 1.0), (recipe.Keep, recipe.Schedule, recipe.ClipNorm, recipe.DecisionWeight));
        Assert.Equal((DecisionPlacement.Last, ActivationCheckpointing.All), (recipe.Placement, recipe.Checkpointing));
        Assert.Equal(("mistralai/Mistral-7B-v0.1", QuantizationKind.Nf4, ComputeType.Fp16, OptimizerKind.PagedAdamW8bit), (recipe.Model, recipe.Quantization, recipe.DType, recipe.Optimizer));
        Assert.StartsWith("You are a medical assistant trained to answer health related questions. Use the provided context", recipe.SystemPrompt, StringComparison.Ordinal);
    }

    [Fact]
    public void Defaults_WhereBetterWasMeasured_DifferFromTheRecipe()
    {
        var options = new TrainingOptions();

        Assert.True(options.EarlyStopping > 0 && options.SaveBest && options.EvaluateEpochEnds);
        Assert.Equal((ComputeType.Auto, 16.0), (options.DType, options.DecisionWeight));
    }

    [Fact]
    public void Load_FileThatNamesAPreset_LiesOverIt()
    {
        File.WriteAllText(file, """{ "preset": "recipe", "epochs": 2, /* less */ "lora": { "rank": 4, }, "seeds": [1, /* and */ 2] }""");

        var options = TrainingOptionsJson.Load(file, preset: null);

        Assert.Equal((TrainingPreset.Recipe, 2, 4, 32.0), (options.Preset, options.Epochs, options.Lora.Rank, options.Lora.Alpha));
        Assert.Equal((0, false, [1, 2]), (options.EarlyStopping, options.SaveBest, options.Seeds.ToArray()), (a, b) => (a.Item1, a.Item2) == (b.Item1, b.Item2) && a.Item3.SequenceEqual(b.Item3));
    }

    [Fact]
    public void Options_PresetThenFileThenFlags_TheLaterWins()
    {
        File.WriteAllText(file, """{ "epochs": 2, "batch": 3, "output": "out" }""");

        var parsed = TrainCommand.Create().Parse(["--preset", "recipe", "--options", file, "--batch", "5", "--early-stopping", "1"]);
        var options = TrainCommand.Options(parsed);

        Assert.Empty(parsed.Errors);
        Assert.Equal((2, 5, 1, 100, false), (options.Epochs, options.Batch, options.EarlyStopping, options.SaveEvery, options.SaveBest));
        Assert.Equal(Path.Combine(Path.GetDirectoryName(file)!, "out"), options.Output);
    }

    [Theory]
    [InlineData("""{ "preset": "mine" }""")]
    [InlineData("""{ "lora": { "ranks": 3 } }""")]
    [InlineData("""{ "lora": null }""")]
    [InlineData("""{ "data": null }""")]
    [InlineData("null")]
    [InlineData("[]")]
    public void Parse_WhatIsNoOption_IsRefused(string json) => Assert.ThrowsAny<JsonException>(() => TrainingOptionsJson.Parse(json));

    [Fact]
    public void At_WarmupThenCosine_IsTransformersSchedule()
    {
        // transformers: get_cosine_schedule_with_warmup(optimizer, 7, 204) at peak 1e-4.
        var schedule = new TrainingOptions { Schedule = LearningRateSchedule.WarmupThenCosine }.RateSchedule(204);

        Assert.Equal(0, schedule.At(0));
        Assert.Equal(1e-4 * 3 / 7, schedule.At(3), 1e-18);
        Assert.Equal(1e-4, schedule.At(7), 1e-18);
        Assert.Equal(1e-4 * 0.5 * (1 + Math.Cos(Math.PI * 93 / 197)), schedule.At(100), 1e-18);
        Assert.True(schedule.At(203) is > 0 and < 1e-8);
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
}
