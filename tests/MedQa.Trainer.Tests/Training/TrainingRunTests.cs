using MedQa.Model.Lora;
using MedQa.Model.Training;
using MedQa.Trainer.Data;
using MedQa.Trainer.Training;
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

    [Fact]
    public void Run_KeepLast_EndsWithTheLastStep()
    {
        var best = Train(Options(full: false) with { LearningRate = 0.2 }, "a", resume: false);
        var last = Train(Options(full: false) with { LearningRate = 0.2, Keep = KeptWeights.Last }, "b", resume: false);

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
        Seed = 7,
    };

    private (TrainingResult Result, Dictionary<string, byte[]> Weights) Train(
        TrainingOptions options, string name, bool resume, Func<RunProgress, bool>? kill = null, bool spoil = false)
    {
        using var model = TinyModels.Create();
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
        using var run = new TrainingRun(options, model, adapter, Rows(0, 40), Rows(40, 8), Path.Combine(folder, $"{name}.safetensors"), RunFingerprint.Of(options, "data", model.Config), device);
        var result = run.Run(resume, p => _ = kill?.Invoke(p) == true ? throw new TimeoutException() : 0);
        var weights = adapter?.Weights ?? model.Weights;
        return (result, weights.ToDictionary(w => w.Key, w => w.Value.bytes.ToArray()));
    }

    /// <summary>Prompts of random ids; the response repeats the prompt's first id, then counts up from it.</summary>
    private static ExampleSet Rows(int first, int count)
    {
        var rows = Enumerable.Range(first, count).Select(i =>
        {
            var start = 10 + (i % 20);
            int[] prompt = [1, start, .. Enumerable.Range(0, i % 5).Select(k => 3 + ((i * k) % 7))];
            int[] response = [4, start, start + 1, start + 2, 2];
            return new TrainingExample([.. prompt, .. response], [.. prompt.Select(_ => false), .. response.Select(_ => true)], $"row-{i}");
        });
        return new ExampleSet([.. rows], 0);
    }
}
