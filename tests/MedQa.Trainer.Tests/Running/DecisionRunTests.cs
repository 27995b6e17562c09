using MedQa.Model.Adapters;
using MedQa.Trainer.Seeds;
using MedQa.Trainer.Training;

namespace MedQa.Trainer.Tests.Running;

/// <summary>Whole jobs that look at decisions, or start from another job's adapter.</summary>
public sealed class DecisionRunTests : IDisposable
{
    private readonly TinyRun files = new();

    [Fact]
    public async Task Run_KeptByMacroF1_KilledAndResumed_IsTheBestStepAndTheSameBytes()
    {
        var options = Mixed("whole") with { Keep = KeptWeights.MacroF1, DecisionWeight = 30, EarlyStopping = 5, Epochs = 8 };
        var killed = options with { Output = files.Options("killed").Output };

        var (whole, progress) = await RunAsync(options);
        foreach (var step in (int[])[9, 25])
        {
            await Assert.ThrowsAsync<TimeoutException>(() => TrainingJob.RunAsync(killed, resume: true, p => _ = p.Step > step ? throw new TimeoutException() : 0));
        }

        var (resumed, _) = await RunAsync(killed, resume: true);

        var result = whole.Result;
        var best = result.History.MaxBy(h => (h.MacroF1, -h.EvaluationLoss))!;
        Assert.Equal((best.Step, best.EvaluationLoss), (result.KeptStep, result.BestEvaluationLoss));
        Assert.NotEqual(result.History.MinBy(h => h.EvaluationLoss)!.Step, result.KeptStep);
        Assert.True(result.Steps < result.PlannedSteps && result.KeptStep < 25, $"step {result.KeptStep} of {result.Steps} was kept");
        Assert.True(result.History.Select(h => h.MacroF1).Distinct().Count() > 2, "the figures hardly move");
        Assert.Equal(result.History.Select(h => (h.MacroF1, h.Accuracy, h.DecisionLoss)), progress.Where(p => p.EvaluationLoss is not null).Select(p => (p.MacroF1, p.Accuracy, p.DecisionLoss)));
        Assert.Equal(result.History, resumed.Result.History);
        Assert.Equal(TinyRun.Adapter(options.Output), TinyRun.Adapter(killed.Output));
        Assert.Equal(File.ReadAllText(Path.Combine(options.Output, "README.md")).Replace("whole", "killed", StringComparison.Ordinal), File.ReadAllText(Path.Combine(killed.Output, "README.md")));
    }

    [Fact]
    public async Task Run_DecisionsEvaluated_ChangesNothingButWhatIsSaid()
    {
        var options = Mixed("plain") with { Epochs = 3 };

        var (plain, _) = await RunAsync(options);
        var (scored, _) = await RunAsync(options with { EvaluateDecisions = true, Output = files.Options("scored").Output });

        Assert.Equal(plain.Result.KeptStep, scored.Result.KeptStep);
        Assert.Equal(TinyRun.Adapter(options.Output), TinyRun.Adapter(files.Options("scored").Output));
        Assert.All(plain.Result.History.Zip(scored.Result.History), p => Assert.Equal(p.First.EvaluationLoss!.Value, p.Second.EvaluationLoss!.Value, 1e-5));
        Assert.All(scored.Result.History, h => Assert.True(h is { MacroF1: >= 0, Accuracy: > 0, DecisionLoss: > 0 }));
    }

    [Fact]
    public async Task Run_SeedsKeptByAccuracy_TheBestSeedIsTheOneWithTheHighest()
    {
        var options = Mixed("seeds") with { Keep = KeptWeights.Accuracy, Seeds = [1, 2], Epochs = 4 };

        var (outcome, _) = await RunAsync(options);

        Assert.Equal(outcome.Seeds!.Seeds.MaxBy(s => (s.Accuracy, -s.EvaluationLoss))!.Seed, outcome.Options.Seed);
        Assert.Contains("| macro-F1, % | accuracy, % |", SeedReport.Markdown(outcome.Seeds), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_StartFrom_BeginsWithTheAdaptersWeightsAndShape()
    {
        var first = files.Options("first") with { Epochs = 2, Lora = new LoraOptions { Rank = 5, Alpha = 15, Dropout = 0.3, TargetModules = ["q_proj", "up_proj"] } };
        await RunAsync(first);

        // A rate so small that float32 weights stay what they are.
        var second = files.Options("second") with { StartFrom = first.Output, LearningRate = 1e-30, Epochs = 1, Lora = new LoraOptions(), Seed = 77 };
        await RunAsync(second);

        Assert.Equal(TinyRun.Adapter(first.Output), TinyRun.Adapter(second.Output));
        var config = PeftConfig.Read(second.Output);
        Assert.Equal((5, 15.0, 0.05), (config.Rank, config.Alpha, config.Dropout));
        Assert.Equal(["q_proj", "up_proj"], config.TargetModules);
        var written = OptionsFile.Load<TrainingOptions>(Path.Combine(second.Output, "training-options.json"));
        Assert.Equal(("first", 5), (written.StartFrom, written.Lora.Rank));
        Assert.Contains("| starts from | first, weights ", await File.ReadAllTextAsync(Path.Combine(second.Output, "README.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_StartFromAnAdapterThatDoesNotFit_IsRefused()
    {
        var first = files.Options("first") with { Epochs = 1, Lora = new LoraOptions { Rank = 5, Alpha = 15 } };
        await RunAsync(first);
        var second = files.Options("second") with { StartFrom = first.Output, Lora = new LoraOptions() };

        var contradicted = await Assert.ThrowsAsync<ArgumentException>(() => RunAsync(second with { Lora = new LoraOptions { Rank = 8 } }));
        var missing = await Assert.ThrowsAsync<FileNotFoundException>(() => RunAsync(second with { StartFrom = files.Options("nothing").Output }));
        var card = AdapterCard.Load(first.Output);
        (card with { BaseHash = new string('0', 64) }).Save(first.Output);
        var other = await Assert.ThrowsAsync<InvalidDataException>(() => RunAsync(second));

        Assert.Contains("lora.rank is 8, but the adapter", contradicted.Message, StringComparison.Ordinal);
        Assert.Contains("adapter_config.json", missing.Message, StringComparison.Ordinal);
        Assert.Contains("was made for", other.Message, StringComparison.Ordinal);
        Assert.Contains("startFrom", Assert.Throws<ArgumentException>(() => (second with { Full = true }).Validate()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_StartFromOtherWeights_IsAnotherRun()
    {
        var first = files.Options("first") with { Epochs = 1 };
        await RunAsync(first);
        var second = files.Options("second") with { StartFrom = first.Output, Lora = new LoraOptions { Dropout = 0.1 }, Epochs = 1 };
        await RunAsync(second);
        await RunAsync(first with { Seed = 4 });

        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => RunAsync(second, resume: true));

        Assert.Contains("another run", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => files.Dispose();

    /// <summary>Both decisions among the rows that are trained on, and among those that are watched.</summary>
    private TrainingOptions Mixed(string output)
    {
        var options = files.Options(output);
        var split = files.WriteSplit(
            [.. Enumerable.Range(0, 16).Append(21).Append(22).Select(i => $"r{i}")], [.. Enumerable.Range(16, 5).Concat([23, 24, 25]).Select(i => $"r{i}")]);
        return options with { Split = split, EvaluateEvery = 2, Epochs = 10, LearningRate = 1e-2 };
    }

    private static async Task<(TrainingOutcome Outcome, List<RunProgress> Progress)> RunAsync(TrainingOptions options, bool resume = false)
    {
        var progress = new List<RunProgress>();
        return (await TrainingJob.RunAsync(options, resume, progress.Add), progress);
    }
}
