using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using MedQa.Model.Training;
using MedQa.Trainer.Commands;
using MedQa.Trainer.Training;
using MedQa.Trainer.Training.Optimizers;

namespace MedQa.Trainer.Tests.Training;

public sealed class TrainingFlagsTests
{
    [Fact]
    public void All_EveryOptionOfAFile_HasItsFlag()
    {
        var options = JsonNode.Parse(OptionsFile.ToJson(new TrainingOptions { Split = "s", Publish = "p", StartFrom = "a" }))!.AsObject();
        var names = options.Where(o => o.Value is not JsonObject && o.Key != "preset").Select(o => o.Key)
            .Concat(options["lora"]!.AsObject().Select(l => $"lora-{l.Key}"))
            .Select(name => "--" + JsonNamingPolicy.KebabCaseLower.ConvertName(name)).Select(name => name == "--d-type" ? "--dtype" : name);

        Assert.Equal(names.Order(), TrainingFlags.All.Select(f => f.Option.Name).Order());
        Assert.All(TrainingFlags.All, f => Assert.False(string.IsNullOrWhiteSpace(f.Option.Description)));
    }

    [Fact]
    public void Apply_GivenFlags_ReplaceTheirOptionsAlone()
    {
        var file = new TrainingOptions { Model = "m", Epochs = 9, Batch = 3, Lora = new LoraOptions { Rank = 5, Alpha = 7 } };

        var options = Apply(file, "--epochs", "2", "--lr", "3e-4", "--dtype", "bf16", "--rank", "8", "--full", "--keep", "last", "--lora-target-modules", "q_proj,v_proj", "--checkpointing", "12", "--optimizer", "paged_adamw_8bit");

        Assert.Equal((2, 3e-4, ComputeType.Bf16, true, KeptWeights.Last), (options.Epochs, options.LearningRate, options.DType, options.Full, options.Keep));
        Assert.Equal(OptimizerKind.PagedAdamW8bit, options.Optimizer);
        Assert.Equal(ActivationCheckpointing.First(12), options.Checkpointing);
        Assert.Equal((8, 7.0), (options.Lora.Rank, options.Lora.Alpha));
        Assert.Equal(["q_proj", "v_proj"], options.Lora.TargetModules);
        Assert.Equal(("m", 3), (options.Model, options.Batch));
    }

    [Fact]
    public void Apply_NoFlags_ChangesNothing()
    {
        var defaults = new TrainingOptions();
        var file = new TrainingOptions { Full = true, SaveBest = false, EvaluateEpochEnds = false, Lora = new LoraOptions { UseRslora = true } };

        Assert.Equal(OptionsFile.ToJson(defaults), OptionsFile.ToJson(Apply(defaults)));
        Assert.Equal(OptionsFile.ToJson(file), OptionsFile.ToJson(Apply(file)));
        Assert.False(Apply(defaults, "--save-best", "false").SaveBest);
    }

    [Theory]
    [InlineData("--dtype", "int3")]
    [InlineData("--keep", "worst")]
    [InlineData("--optimizer", "sgd")]
    [InlineData("--epochs", "many")]
    [InlineData("--checkpointing", "some")]
    public void Parse_ValueThatCannotBe_IsAnError(string flag, string value) => Assert.NotEmpty(TrainCommand.Create().Parse([flag, value]).Errors);

    private static TrainingOptions Apply(TrainingOptions options, params string[] arguments)
    {
        var command = TrainCommand.Create();
        var parsed = command.Parse(arguments);
        Assert.Empty(parsed.Errors);
        return TrainingFlags.All.Aggregate(options, (o, flag) => flag.Apply(parsed, o));
    }
}
