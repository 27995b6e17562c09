using MedQa.Model.Lora;
using MedQa.Model.Mistral;
using MedQa.Model.Training;
using MedQa.Trainer.Data;
using MedQa.Trainer.Training;
using MedQa.Trainer.Training.Optimizers;
using static TorchSharp.torch;

namespace MedQa.Trainer.Tests.Training;

public sealed class TrainingRunTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("medqa-train-").FullName;

    [Theory]
    [InlineData(false, 0.97)]
    [InlineData(true, 0.6)]
    public void Run_OnRowsWithAPattern_LossFalls(bool full, double share)
    {
        var result = Train(Options(full) with { Epochs = 10 }, "a", resume: false).Result;

        Assert.True(result.History[0].EvaluationLoss > 3, $"the first evaluation loss is {result.History[0].EvaluationLoss}");
        Assert.True(result.BestEvaluationLoss < share * result.History[0].EvaluationLoss, $"it only fell to {result.BestEvaluationLoss}");
        Assert.Equal(result.History.MinBy(h => h.EvaluationLoss)!.Step, result.KeptStep);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_KilledAndResumed_EndsWithTheSameWeights(bool full)
    {
        var whole = Train(Options(full), "whole", resume: false);

        Assert.Throws<TimeoutException>(() => Train(Options(full), "killed", resume: false, p => p.Step >= 11));
        var first = -1;
        var resumed = Train(Options(full), "killed", resume: true, p =>
        {
            first = first < 0 ? p.Step : first;
            return false;
        });

        Assert.Equal(10, first);
        Assert.Equal(whole.Result.History, resumed.Result.History);
        Assert.Equal(whole.Weights.Keys, resumed.Weights.Keys);
        Assert.All(whole.Weights, w => Assert.Equal(w.Value, resumed.Weights[w.Key]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_Fp16_FollowsFloat32(bool full)
    {
        var expected = Train(Options(full), "float32", resume: false).Result;
        var result = Train(Options(full) with { DType = ComputeType.Fp16 }, "fp16", resume: false).Result;

        Assert.Equal(expected.History.Select(h => h.Step), result.History.Select(h => h.Step));
        Assert.All(expected.History.Zip(result.History), pair => Assert.InRange(pair.Second.EvaluationLoss!.Value / pair.First.EvaluationLoss!.Value, 0.99, 1.01));
    }

    [Fact]
    public void Run_Fp16KilledAndResumed_EndsWithTheSameWeights()
    {
        var options = Options(full: true) with { DType = ComputeType.Fp16, Optimizer = OptimizerKind.PagedAdamW8bit };
        var whole = Train(options, "whole", resume: false);

        Assert.Throws<TimeoutException>(() => Train(options, "killed", resume: false, p => p.Step >= 11));
        var resumed = Train(options, "killed", resume: true);

        Assert.Equal(whole.Result.History, resumed.Result.History);
        Assert.All(whole.Weights, w => Assert.Equal(w.Value, resumed.Weights[w.Key]));
    }

    [Fact]
    public void Run_Fp16WithNoScaleThatFits_StopsOnceTheScaleFallsBelowOne()
    {
        var steps = 0;
        var rates = new HashSet<double>();
        var error = Assert.Throws<TrainingDivergedException>(() => Train(
            Options(full: true) with { DType = ComputeType.Fp16, Epochs = 100 }, "a", resume: false,
            p =>
            {
                steps = Math.Max(steps, p.Step);
                rates.UnionWith(p.LearningRate is { } rate ? [rate] : []);
                return false;
            },
            overflow: true));

        Assert.Equal(16, steps);
        Assert.Contains("Step 17:", error.Message, StringComparison.Ordinal);

        // Steps that were skipped do not move the schedule on.
        Assert.Single(rates);
    }

    [Fact]
    public void TrainingRun_MoreLayersToCheckpointThanThereAre_LeavesNothingBehind()
    {
        using var model = TinyModels.Create();
        using var adapter = LoraAdapter.Create(model, new LoraOptions().ToConfig(), seed: 1);
        using var device = new ProcessWatch();

        Assert.Throws<ArgumentException>(() => new TrainingRun(
            Options(full: false) with { Checkpointing = ActivationCheckpointing.First(3) }, model, adapter, new PreparedRows(Rows(0, 8), Rows(8, 2), null, ""), Path.Combine(folder, "x.safetensors"), "x", device));

        Assert.All(adapter.Weights.Values, weight => Assert.Null(weight.grad));
    }

    [Fact]
    public void Run_KeepLast_EndsWithTheLastStep()
    {
        // At which rate the loss rises again before the end is up to the machine's arithmetic.
        var (rate, best) = new[] { 0.2, 0.5, 1, 2 }.Select(r => (Rate: r, Run: Train(Options(full: false) with { LearningRate = r }, $"best at {r}", resume: false)))
            .First(r => r.Run.Result.KeptStep != r.Run.Result.Steps);
        var last = Train(Options(full: false) with { LearningRate = rate, Keep = KeptWeights.Last }, "last", resume: false);

        Assert.Equal(last.Result.Steps, last.Result.KeptStep);
        Assert.NotEqual(best.Result.KeptStep, last.Result.KeptStep);
        Assert.Contains(best.Weights, w => !w.Value.AsSpan().SequenceEqual(last.Weights[w.Key]));
    }

    [Fact]
    public void Run_BatchesDividedOtherwise_GivesTheSameAdapter()
    {
        var eight = Options(full: false) with { Batch = 8, Accumulation = 1, Lora = new LoraOptions { Rank = 4, Alpha = 8, Dropout = 0 } };
        var whole = Train(eight, "a", resume: false).Result;
        var parts = Train(eight with { Batch = 2, Accumulation = 4 }, "b", resume: false).Result;
        var tokens = Train(eight with { Batch = 2, Accumulation = 4, MicroBatchTokens = 25 }, "c", resume: false).Result;

        Assert.Equal(whole.History.Select(h => h.EvaluationLoss!.Value), parts.History.Select(h => h.EvaluationLoss!.Value), (a, b) => Math.Abs(a - b) < 1e-4);
        Assert.Equal(whole.History.Select(h => h.EvaluationLoss!.Value), tokens.History.Select(h => h.EvaluationLoss!.Value), (a, b) => Math.Abs(a - b) < 1e-4);
    }

    [Fact]
    public void Run_DecisionWeight_IsTheSameHoweverBatchesAreDividedAndLearnsTheDecisionFirst()
    {
        var options = Options(full: false) with { Batch = 8, Accumulation = 1, Lora = new LoraOptions { Rank = 4, Alpha = 8, Dropout = 0 }, DecisionWeight = 25 };
        var whole = Train(options, "a", resume: false).Result;
        var parts = Train(options with { Batch = 2, Accumulation = 4, MicroBatchTokens = 25 }, "b", resume: false).Result;
        var even = Train(options with { DecisionWeight = 1, EvaluateDecisions = true }, "c", resume: false).Result;

        Assert.Equal(whole.History.Select(h => h.DecisionLoss!.Value), parts.History.Select(h => h.DecisionLoss!.Value), (a, b) => Math.Abs(a - b) < 1e-4);
        Assert.True(whole.History[^1].DecisionLoss < even.History[^1].DecisionLoss - 0.1, $"{whole.History[^1].DecisionLoss} is not below {even.History[^1].DecisionLoss}");
        Assert.True(whole.History[^1].EvaluationLoss > even.History[^1].EvaluationLoss, $"{whole.History[^1].EvaluationLoss} is not above {even.History[^1].EvaluationLoss}");
    }

    [Fact]
    public void Run_NothingAskedOfDecisions_SaysNothingOfThem()
    {
        var result = Train(Options(full: false), "a", resume: false).Result;

        Assert.All(result.History, h => Assert.Equal((null, null, null), (h.DecisionLoss, h.MacroF1, h.Accuracy)));
        Assert.DoesNotContain("decision", OptionsFile.ToJson(result), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Run_KeptByDecisionsWithoutAny_IsRefused() =>
        Assert.Contains("none of the 8 watched rows", Assert.Throws<InvalidDataException>(() => Train(Options(full: false) with { Keep = KeptWeights.MacroF1 }, "a", resume: false)).Message, StringComparison.Ordinal);

    // Fifteen steps, five an epoch: the evaluations are at 4, 8 and 12, or also at 5, 10 and 15.
    [Theory]
    [InlineData(7, false, false, true)]
    [InlineData(16, true, false, true)]
    [InlineData(6, false, false, false)]
    [InlineData(15, true, false, false)]
    [InlineData(7, false, true, false)]
    public void TrainingRun_KeptByDecisions_IsRefusedWhereNoEvaluationIsACheckpoint(int saveEvery, bool epochEnds, bool saveBest, bool refused)
    {
        var options = Options(full: false) with { Keep = KeptWeights.Accuracy, EvaluateEvery = 4, EvaluateEpochEnds = epochEnds, SaveEvery = saveEvery, SaveBest = saveBest };

        // Rows without decisions are refused too, but later.
        var error = Record.Exception(() => Train(options, "a", resume: false));

        Assert.IsType(refused ? typeof(ArgumentException) : typeof(InvalidDataException), error);
        Assert.Contains(refused ? "none of the 15 steps is both evaluated and a checkpoint: evaluateEvery is 4," : "none of the 8 watched rows", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_Checkpointed_EndsWithTheSameWeights(bool full)
    {
        var none = Train(Options(full) with { Checkpointing = ActivationCheckpointing.None }, "a", resume: false);
        var all = Train(Options(full) with { Checkpointing = ActivationCheckpointing.All }, "b", resume: false);

        Assert.Equal(none.Result.History, all.Result.History);
        Assert.All(none.Weights, w => Assert.Equal(w.Value, all.Weights[w.Key]));
    }

    [Fact]
    public void Run_ResumedWithOtherCheckpointing_EndsWithTheSameWeights()
    {
        var whole = Train(Options(full: false), "a", resume: false);
        Assert.Throws<TimeoutException>(() => Train(Options(full: false), "b", resume: false, p => p.Step >= 11));
        var resumed = Train(Options(full: false) with { Checkpointing = ActivationCheckpointing.First(1) }, "b", resume: true);

        Assert.All(whole.Weights, w => Assert.Equal(w.Value, resumed.Weights[w.Key]));
    }

    [Fact]
    public void Run_LossThatIsNoNumber_NamesStepAndRows()
    {
        var error = Assert.Throws<TrainingDivergedException>(() => Train(Options(full: true) with { LearningRate = 1, ClipNorm = 1e30, Epochs = 100 }, "a", resume: false, spoil: true));

        Assert.Contains("Step 1:", error.Message, StringComparison.Ordinal);
        Assert.Contains("row-", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static TrainingOptions Options(bool full) => new()
    {
        Full = full,
        Epochs = 3,
        LearningRate = full ? 5e-3 : 2e-2,
        Batch = 2,
        Accumulation = 4,
        EvaluateEvery = 5,
        LogEvery = 1,
        Lora = new LoraOptions { Rank = 4, Alpha = 8, Dropout = 0.1 },
        DecisionWeight = 1,
        Seed = 7,
    };

    private (TrainingResult Result, Dictionary<string, byte[]> Weights) Train(
        TrainingOptions options, string name, bool resume, Func<RunProgress, bool>? kill = null, bool spoil = false, bool overflow = false)
    {
        using var model = overflow ? OverflowingModel() : TinyModels.Create(compute: DeviceChoice.Of(options.DType, CPU));
        if (!options.Full)
        {
            // A base whose logits nearly agree gives an adapter nothing to work with.
            using var none = no_grad();
            foreach (var matrix in model.Weights.Values.Where(w => w.dim() == 2))
            {
                matrix.mul_(10);
            }
        }

        using var adapter = options.Full ? null : LoraAdapter.Create(model, options.Lora.ToConfig(), options.Seed);
        if (spoil)
        {
            using var none = no_grad();
            model.Weights["model.norm.weight"].fill_(float.NaN);
        }

        using var device = new ProcessWatch();
        using var run = new TrainingRun(options, model, adapter, new PreparedRows(Rows(0, 40), Rows(40, 8), null, ""), Path.Combine(folder, $"{name}.safetensors"), RunFingerprint.Of(options, "data", model.Config), device);
        var result = run.Run(resume, p => _ = kill?.Invoke(p) == true ? throw new TimeoutException() : 0);
        var weights = adapter?.Weights ?? model.Weights;
        return (result, weights.ToDictionary(w => w.Key, w => w.Value.bytes.ToArray()));
    }

    /// <summary>Activations that fit in fp16 and gradients that do not: the last norm's input is tiny, so its gradient is huge.</summary>
    private static MistralForCausalLM OverflowingModel()
    {
        var config = TinyModels.Config() with { TieWordEmbeddings = false, RmsNormEps = 1e-30 };
        var model = MistralForCausalLM.Create(config, CPU, ScalarType.Float32, ScalarType.Float16);
        model.InitializeWeights(seed: 5);
        using var none = no_grad();
        model.Weights["model.embed_tokens.weight"].mul_(1e-10);
        foreach (var (_, writer) in model.Weights.Where(w => w.Key.Contains("o_proj", StringComparison.Ordinal) || w.Key.Contains("down_proj", StringComparison.Ordinal)))
        {
            writer.zero_();
        }

        return model;
    }

    /// <summary>Prompts of random ids; the response repeats the prompt's first id, then counts up from it.</summary>
    private static ExampleSet Rows(int first, int count)
    {
        var rows = Enumerable.Range(first, count).Select(i =>
        {
            var start = 10 + (i % 20);
            int[] prompt = [1, start, .. Enumerable.Range(0, i % 5).Select(k => 3 + ((i * k) % 7))];
            int[] response = [4, start, start + 1, start + 2, 2];
            return new TrainingExample([.. prompt, .. response], [.. prompt.Select(_ => false), .. response.Select(_ => true)], $"row-{i}") { LabelTokens = (prompt.Length + 1)..(prompt.Length + 2) };
        });
        return new ExampleSet([.. rows], 0);
    }
}
