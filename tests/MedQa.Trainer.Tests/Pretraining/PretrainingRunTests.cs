using MedQa.Trainer.Pretraining;
using MedQa.Trainer.Tests.Training;
using MedQa.Trainer.Training;
using static TorchSharp.torch;

namespace MedQa.Trainer.Tests.Pretraining;

public sealed class PretrainingRunTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("medqa-pretrain-").FullName;

    [Theory]
    [InlineData(PretrainingOptimizer.AdamW)]
    [InlineData(PretrainingOptimizer.Muon)]
    public void Run_OnASmallCorpus_LearnsIt(PretrainingOptimizer optimizer)
    {
        var reports = new List<RunProgress>();
        using var model = TinyModels.Create(vocabulary: 259);

        using var run = new PretrainingRun(Options() with { Optimizer = optimizer }, Corpus(), model, folder);
        var result = run.Run(resume: false, reports.Add);

        var losses = reports.Where(r => r.Loss is not null).Select(r => r.Loss!.Value).ToArray();
        Assert.True(losses[0] > 5, $"the first loss is {losses[0]}");
        Assert.True(result.FinalLoss < 2.5, $"the last loss is {result.FinalLoss}");
        var held = Assert.Single(result.HeldOut);
        Assert.InRange(held.BitsPerCharacter!.Value, 0.1, 5);
    }

    [Theory]
    [InlineData(PretrainingOptimizer.AdamW, 0, null)]
    [InlineData(PretrainingOptimizer.Muon, 0.1, 0.05)]
    public void Run_KilledAndResumed_EndsWithTheSameWeights(PretrainingOptimizer optimizer, double dropout, double? averageFrom)
    {
        var options = Options() with { Optimizer = optimizer, Dropout = dropout, AverageFrom = averageFrom };
        using var whole = TinyModels.Create(vocabulary: 259);
        using (var run = new PretrainingRun(options, Corpus(), whole, Path.Combine(folder, "whole")))
        {
            run.Run(resume: false, _ => { });
        }

        using var killed = TinyModels.Create(vocabulary: 259);
        var state = Path.Combine(folder, "killed");
        using (var run = new PretrainingRun(options, Corpus(), killed, state))
        {
            Assert.Throws<TimeoutException>(() => run.Run(resume: false, p => _ = p.Step >= 17 ? throw new TimeoutException() : 0));
        }

        using var resumed = TinyModels.Create(seed: 99, vocabulary: 259);
        var first = -1;
        using (var run = new PretrainingRun(options, Corpus(), resumed, state))
        {
            run.Run(resume: true, p => first = first < 0 ? p.Step : first);
        }

        Assert.Equal(10, first);
        foreach (var (name, weight) in whole.Weights)
        {
            Assert.Equal(weight.bytes.ToArray(), resumed.Weights[name].bytes.ToArray());
        }
    }

    [Fact]
    public void Run_WithAMeanOfWeights_EndsWithTheMeanOfTheLastSteps()
    {
        var after = new List<Dictionary<string, Tensor>>();
        using var plain = TinyModels.Create(vocabulary: 259);
        using (var run = new PretrainingRun(Options() with { Epochs = 1 }, Corpus(), plain, Path.Combine(folder, "plain")))
        {
            run.Run(resume: false, _ => after.Add(plain.Weights.ToDictionary(w => w.Key, w => w.Value.detach().clone())));
        }

        using var averaged = TinyModels.Create(vocabulary: 259);
        using (var run = new PretrainingRun(Options() with { Epochs = 1, AverageFrom = 0.5 }, Corpus(), averaged, Path.Combine(folder, "mean")))
        {
            run.Run(resume: false, _ => { });
        }

        // The steps' reports are one each, and the mean begins behind the first half of the steps.
        var last = after[(after.Count / 2)..];
        foreach (var (name, weight) in averaged.Weights)
        {
            using var expected = stack(last.Select(w => w[name])).mean([0]);
            Assert.True(allclose(weight, expected, rtol: 1e-5, atol: 1e-6), name);
        }
    }

    [Fact]
    public void Run_WithDropout_GivesOtherWeightsAndMeasuresWithoutIt()
    {
        using var plain = TinyModels.Create(vocabulary: 259);
        using var dropped = TinyModels.Create(vocabulary: 259);
        using var first = new PretrainingRun(Options() with { Epochs = 0.3 }, Corpus(), plain, Path.Combine(folder, "a"));
        using var second = new PretrainingRun(Options() with { Epochs = 0.3, Dropout = 0.3 }, Corpus(), dropped, Path.Combine(folder, "b"));
        first.Run(resume: false, _ => { });

        var result = second.Run(resume: false, _ => { });

        Assert.Contains(plain.Weights, w => !allclose(w.Value, dropped.Weights[w.Key], rtol: 1e-2, atol: 1e-3));
        var again = HeldOutMeasure.Of(dropped, Corpus().HeldOut, length: 32, batch: 8);
        Assert.Equal(again[0].BitsPerCharacter, result.HeldOut[0].BitsPerCharacter);
    }

    [Fact]
    public void Run_ResumedWithOtherOptions_IsRefused()
    {
        using var model = TinyModels.Create(vocabulary: 259);
        using (var run = new PretrainingRun(Options(), Corpus(), model, folder))
        {
            run.Run(resume: false, _ => { });
        }

        using var other = new PretrainingRun(Options() with { LearningRate = 1e-3 }, Corpus(), model, folder);
        var error = Assert.Throws<InvalidDataException>(() => other.Run(resume: true, _ => { }));

        Assert.Contains("another run", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_BatchInParts_GivesTheSameWeights()
    {
        using var whole = TinyModels.Create(vocabulary: 259);
        using var parts = TinyModels.Create(vocabulary: 259);
        using (var run = new PretrainingRun(Options() with { Epochs = 0.3 }, Corpus(), whole, Path.Combine(folder, "a")))
        {
            run.Run(resume: false, _ => { });
        }

        using (var run = new PretrainingRun(Options() with { Epochs = 0.3, Accumulation = 4 }, Corpus(), parts, Path.Combine(folder, "b")))
        {
            run.Run(resume: false, _ => { });
        }

        foreach (var (name, weight) in whole.Weights)
        {
            Assert.True(allclose(weight, parts.Weights[name], rtol: 1e-3, atol: 1e-4), name);
        }
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static PretrainingOptions Options() => new()
    {
        Files = [new CorpusFile { Path = "texts.txt" }],
        SequenceLength = 32,
        Batch = 8,
        Epochs = 3,
        LearningRate = 5e-3,
        WarmupSteps = 5,
        LogEvery = 1,
        EvaluateEvery = 0,
        CheckpointEvery = 10,
    };

    private TokenizedCorpus Corpus()
    {
        var path = Path.Combine(folder, "texts.txt");
        File.WriteAllText(path, string.Join("\n\n", Enumerable.Range(0, 100).Select(i => $"Passage {i} of this corpus says that the colour of stone {i % 7} is grey, and so is that of stone {i % 5}.")));
        return TokenizedCorpus.Build([(new CorpusFile { Path = path }, path)], new ByteTokenizer(), holdOutEvery: 20);
    }
}
