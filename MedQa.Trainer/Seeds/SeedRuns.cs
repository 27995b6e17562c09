using MedQa.Trainer.Training;

namespace MedQa.Trainer.Seeds;

/// <summary>Runs several seeds one after the other over one loaded base and the same rows.</summary>
internal static class SeedRuns
{
    /// <summary>Runs them and writes the summary.</summary>
    /// <param name="options">With <see cref="TrainingOptions.Seeds"/>.</param>
    /// <param name="resume">A seed that ended is not run again, one that was killed goes on.</param>
    public static TrainingOutcome Run(LoadedTrainer trainer, TrainingOptions options, bool resume, Action<RunProgress> report, CancellationToken cancellationToken)
    {
        var outcomes = new List<SeedOutcome>();
        var runs = new List<(TrainingOptions Options, TrainingResult Result)>();
        foreach (var seed in options.Seeds)
        {
            var own = options.OfSeed(seed);
            var result = trainer.Train(own, resume, progress => report(progress with { Seed = seed }), cancellationToken);
            outcomes.Add(new SeedOutcome(seed, Path.GetFileName(own.Output), result.BestEvaluationLoss, result.KeptStep, result.Steps, result.Seconds));
            runs.Add((own, result));
        }

        var summary = SeedSummary.Of(outcomes);
        SeedReport.Write(summary, options.Output);
        var best = runs.MinBy(r => r.Result.BestEvaluationLoss ?? double.PositiveInfinity);
        return new TrainingOutcome(best.Options, best.Result, summary);
    }
}
