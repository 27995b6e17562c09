using MedQa.Trainer.Seeds;
using MedQa.Trainer.Training;

namespace MedQa.Trainer.Tests.Seeds;

public sealed class SeedRunsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("medqa-seeds-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Run_OneSeedDiverges_OthersRunAndAreSummedUp()
    {
        var ran = new List<long>();
        var options = new TrainingOptions { Seeds = [1, 2, 3], Output = folder };

        var e = Assert.Throws<TrainingDivergedException>(() => SeedRuns.Run(options, Train, _ => { }));

        Assert.Equal([1, 2, 3], ran);
        Assert.Contains("1 of 3 seeds diverged: 2.", e.Message, StringComparison.Ordinal);
        Assert.Contains("step 7", e.Message, StringComparison.Ordinal);
        var table = File.ReadAllText(Path.Combine(folder, "seeds.md"));
        Assert.Contains("| 1 | 2.1000", table, StringComparison.Ordinal);
        Assert.Contains("| 3 | 2.3000", table, StringComparison.Ordinal);
        Assert.DoesNotContain("| 2 |", table, StringComparison.Ordinal);

        TrainingResult Train(TrainingOptions own, Action<RunProgress> report)
        {
            ran.Add(own.Seed);
            return own.Seed == 2 ? throw new TrainingDivergedException("The loss of step 7 is NaN.") : Result(2 + (own.Seed / 10.0));
        }
    }

    [Fact]
    public void Run_AllEnd_BestIsTheOutcome()
    {
        var outcome = SeedRuns.Run(
            new TrainingOptions { Seeds = [4, 5, 6], Output = folder }, (own, _) => Result(own.Seed == 5 ? 1 : 2), _ => { });

        Assert.Equal(5, outcome.Options.Seed);
        Assert.Equal(3, outcome.Seeds!.Seeds.Count);
    }

    [Fact]
    public void Run_KeptByDecisions_ASeedWithoutAnEvaluationOfItsWeightsIsWorse()
    {
        double?[] figures = [null, 0.4, 0.5, null];
        var outcome = SeedRuns.Run(new TrainingOptions { Seeds = [0, 1, 2, 3], Output = folder, Keep = KeptWeights.MacroF1 }, Train, _ => { });
        var unknown = SeedRuns.Run(new TrainingOptions { Seeds = [0, 3], Output = folder, Keep = KeptWeights.MacroF1 }, Train, _ => { });

        Assert.Equal(2, outcome.Options.Seed);
        Assert.Equal(0, unknown.Options.Seed);

        TrainingResult Train(TrainingOptions own, Action<RunProgress> report) => figures[own.Seed] is { } macroF1
            ? Result(1) with { History = [new LossPoint(10, 1, 1) { MacroF1 = macroF1, Accuracy = macroF1 }] }
            : Result(1) with { BestEvaluationLoss = null };
    }

    private static TrainingResult Result(double loss) => new(10, 1, 1, 0, 1, 10, loss, [], 1);
}
