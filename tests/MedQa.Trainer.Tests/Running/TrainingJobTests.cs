using System.Diagnostics.Metrics;
using MedQa.Trainer.Seeds;
using MedQa.Trainer.Training;

namespace MedQa.Trainer.Tests.Running;

/// <summary>Whole jobs through files, in this process.</summary>
public sealed class TrainingJobTests : IDisposable
{
    private readonly TinyRun files = new();

    [Fact]
    public async Task Run_LossThatRises_StopsEarlyWithTheBestWeights()
    {
        var options = files.Options("a") with { EarlyStopping = 2, EvaluateEvery = 6, LearningRate = 0.1 };

        var (stopped, _) = await RunAsync(options);
        var (whole, _) = await RunAsync(options with { EarlyStopping = 0, Output = files.Options("b").Output });

        var losses = stopped.Result.History.Select(h => h.EvaluationLoss!.Value).ToList();
        Assert.True(stopped.Result.Steps < stopped.Result.PlannedSteps, $"it took {stopped.Result.Steps} steps");
        Assert.Equal(losses.Count - 3, losses.IndexOf(losses.Min()));
        Assert.Equal(whole.Result.History.Take(losses.Count), stopped.Result.History);
        Assert.Equal(stopped.Result.History[^3].Step, stopped.Result.KeptStep);
    }

    [Fact]
    public async Task Run_KeepLast_IsNotStoppedEarly()
    {
        var (outcome, _) = await RunAsync(files.Options("a") with { EarlyStopping = 1, EvaluateEvery = 2, LearningRate = 0.1, Keep = KeptWeights.Last, Epochs = 6 });

        Assert.Equal(outcome.Result.PlannedSteps, outcome.Result.KeptStep);
    }

    [Fact]
    public async Task Run_WithoutSaveBest_KeepsAStepThatWasACheckpoint()
    {
        TrainingOptions Options(string output, double rate) => files.Options(output) with { EvaluateEvery = 3, SaveEvery = 7, LearningRate = rate };

        // At which rate the best step is no checkpoint is up to the machine's arithmetic.
        var rates = new Queue<double>([0.05, 0.1, 0.2, 0.02, 0.4]);
        while ((await RunAsync(Options($"every at {rates.Peek()}", rates.Peek()))).Outcome.Result.KeptStep % 7 == 0)
        {
            rates.Dequeue();
        }

        var (checkpoints, _) = await RunAsync(Options("checkpoints", rates.Peek()) with { SaveBest = false });

        Assert.Equal(0, checkpoints.Result.KeptStep % 7);
        Assert.Equal(
            checkpoints.Result.History.Where(h => h.Step % 7 == 0).MinBy(h => h.EvaluationLoss)!.Step, checkpoints.Result.KeptStep);
    }

    [Fact]
    public async Task Run_Seeds_GiveWhatEachGivesAlone()
    {
        var options = files.Options("all") with { Seeds = [5, 9, 2], Epochs = 3, EvaluateEvery = 5 };

        var (outcome, progress) = await RunAsync(options);
        var (alone, _) = await RunAsync(options with { Seeds = [], Seed = 9, Output = files.Options("alone").Output });

        var summary = outcome.Seeds!;
        Assert.Equal([5L, 9, 2], summary.Seeds.Select(s => s.Seed));
        Assert.Equal([5L, 9, 2], progress.Select(p => p.Seed).OfType<long>().Distinct());
        Assert.Equal(TinyRun.Adapter(alone.Options.Output), TinyRun.Adapter(Path.Combine(options.Output, "seed-9")));
        Assert.Equal(alone.Result.BestEvaluationLoss, summary.Seeds[1].EvaluationLoss);
        Assert.Equal(3, summary.Seeds.Select(s => s.EvaluationLoss).Distinct().Count());
        Assert.Equal(summary.EvaluationLoss!.Lowest, outcome.Result.BestEvaluationLoss);
        Assert.Equal(Path.Combine(options.Output, summary.Seeds.MinBy(s => s.EvaluationLoss)!.Folder), outcome.Options.Output);
        Assert.Equal(OptionsFile.ToJson(summary), await File.ReadAllTextAsync(Path.Combine(options.Output, "seeds.json")));
        Assert.Contains(SeedReport.Line(summary.EvaluationLoss), await File.ReadAllTextAsync(Path.Combine(options.Output, "seeds.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ResumedAfterItEnded_TakesNoStepAgain()
    {
        var options = files.Options("a") with { Seeds = [5, 9], Epochs = 2 };
        var (first, _) = await RunAsync(options);

        var (again, progress) = await RunAsync(options, resume: true);
        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => RunAsync(options with { LearningRate = 0.5 }, resume: true));

        Assert.Equal(OptionsFile.ToJson(first.Seeds), OptionsFile.ToJson(again.Seeds));
        Assert.DoesNotContain(progress, p => p.Loss is not null);
        Assert.Contains("another run", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    public async Task Run_LossThatIsNoNumber_NamesTheRowsAndLeavesTheLastGoodWeights(int evaluateEvery)
    {
        // The first step's rate is zero; the second step's, with this alpha, is far too large.
        var options = files.Options("a") with
        {
            Lora = new LoraOptions { Rank = 4, Alpha = 1e15, Dropout = 0 },
            Schedule = LearningRateSchedule.WarmupThenCosine,
            SaveEvery = 1,
            EvaluateEvery = evaluateEvery,
        };

        var error = await Assert.ThrowsAsync<TrainingDivergedException>(() => RunAsync(options));
        var state = await File.ReadAllBytesAsync(Path.Combine(options.Output, "state", "state.safetensors"));
        var resumed = await Assert.ThrowsAsync<TrainingDivergedException>(() => RunAsync(options, resume: true));

        Assert.Matches(@"^Step 3: the loss is \S+, .* Rows: r\d+", error.Message);
        Assert.Matches(evaluateEvery == 1 ? "weights of step [12] are in" : "weights of step 2 are in", error.Message);
        Assert.Equal(error.Message, resumed.Message);
        Assert.Equal(state, await File.ReadAllBytesAsync(Path.Combine(options.Output, "state", "state.safetensors")));
        Assert.NotEmpty(TinyRun.Adapter(Path.Combine(options.Output, "last-good")));
        Assert.False(File.Exists(Path.Combine(options.Output, "training.json")));
    }

    [Fact]
    public async Task Run_EvaluationLossThatIsNoNumber_NamesTheWatchedRows()
    {
        // Epsilon is zero in float32: a gradient of zero divides zero by zero.
        var options = files.Options("a") with { Epsilon = 1e-300, EvaluateEvery = 1 };

        var error = await Assert.ThrowsAsync<TrainingDivergedException>(() => RunAsync(options));

        Assert.Matches(@"^The evaluation loss after step 1 is NaN\. .*: r\d+", error.Message);
        Assert.False(Directory.Exists(Path.Combine(options.Output, "last-good")));
    }

    [Fact]
    public async Task Run_WeightsThatAreNoNumbers_AreNotKept()
    {
        // Epsilon is zero in float32: a gradient of zero divides zero by zero.
        var options = files.Options("a") with { Epsilon = 1e-300, SaveEvery = 1 };

        var error = await Assert.ThrowsAsync<TrainingDivergedException>(() => RunAsync(options));

        Assert.Contains("After step 1 weights are no numbers. Rows: r", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(options.Output, "state")));
    }

    [Fact]
    public async Task Run_Figures_AreMetricsWithoutAText()
    {
        var seen = new Dictionary<string, List<double>>();
        var tags = new HashSet<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == TrainingMetrics.MeterName)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, given, _) => Note(instrument, value, given));
        listener.SetMeasurementEventCallback<long>((instrument, value, given, _) => Note(instrument, value, given));
        listener.Start();

        var (outcome, progress) = await RunAsync(files.Options("a") with { Epochs = 3, EvaluateEvery = 5 });

        Assert.Equal(outcome.Result.Steps, seen["medqa.training.steps"].Sum());
        Assert.Equal(outcome.Result.Steps, seen["medqa.training.step.duration"].Count);
        Assert.True(seen["medqa.training.tokens"].Sum() > outcome.Result.Steps * 4 * 20);
        Assert.Equal(outcome.Result.History.Select(h => h.EvaluationLoss!.Value), seen["medqa.training.evaluation.loss"]);
        Assert.Equal(progress.Select(p => p.Loss).OfType<double>(), seen["medqa.training.loss"]);
        Assert.All((string[])["medqa.training.learning_rate", "medqa.training.gradient_norm", "medqa.training.speed", "process.memory.usage"], name => Assert.NotEmpty(seen[name]));
        Assert.DoesNotContain("medqa.training.step.gpu_time", seen.Keys);
        Assert.Equal(["medqa.training.seed=3"], tags);

        void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> given)
        {
            if (!seen.TryGetValue(instrument.Name, out var values))
            {
                seen.Add(instrument.Name, values = []);
            }

            values.Add(value);
            foreach (var tag in given)
            {
                tags.Add($"{tag.Key}={tag.Value}");
            }
        }
    }

    [Fact]
    public async Task Run_WhatItWrites_HoldsNoText()
    {
        var options = files.Options("a") with { Epochs = 1 };

        var (_, progress) = await RunAsync(options);

        Assert.All(progress, p => Assert.DoesNotContain(TinyRun.Secret, p.Message ?? "", StringComparison.Ordinal));
        Assert.All(
            Directory.EnumerateFiles(options.Output, "*", SearchOption.AllDirectories), f => Assert.DoesNotContain(TinyRun.Secret, File.ReadAllText(f), StringComparison.Ordinal));
        Assert.NotEmpty(TensorBoardTests.Read(Directory.EnumerateFiles(Path.Combine(options.Output, "logs")).Single()));
    }

    public void Dispose() => files.Dispose();

    private static async Task<(TrainingOutcome Outcome, List<RunProgress> Progress)> RunAsync(TrainingOptions options, bool resume = false)
    {
        var progress = new List<RunProgress>();
        return (await TrainingJob.RunAsync(options, resume, progress.Add), progress);
    }
}
