using MedQa.Trainer.Training;

namespace MedQa.Trainer.Seeds;

/// <summary>Runs several seeds one after the other over one loaded base and the same rows.</summary>
internal static class SeedRuns
{
    /// <summary>Trains with one seed.</summary>
    /// <param name="options">The seed's own options.</param>
    /// <param name="report">Takes the progress.</param>
    public delegate TrainingResult Train(TrainingOptions options, Action<RunProgress> report);

    /// <summary>Runs them and writes the summary. A seed that diverges does not keep the others from running.</summary>
    /// <param name="options">With <see cref="TrainingOptions.Seeds"/>.</param>
    /// <param name="train">A seed that ended before is not run again, one that was killed goes on.</param>
    /// <param name="report">Takes the progress.</param>
    /// <exception cref="TrainingDivergedException">Seeds diverged; names them. The summary, if any seed ended, is of the others.</exception>
    public static TrainingOutcome Run(TrainingOptions options, Train train, Action<RunProgress> report)
    {
        var outcomes = new List<SeedOutcome>();
        var runs = new List<(TrainingOptions Options, TrainingResult Result)>();
        var diverged = new List<(long Seed, TrainingDivergedException Reason)>();
        foreach (var seed in options.Seeds)
        {
            var own = options.OfSeed(seed);
            try
            {
                var result = train(own, progress => report(progress with { Seed = seed }));
                outcomes.Add(new SeedOutcome(seed, Path.GetFileName(own.Output), result.BestEvaluationLoss, result.KeptStep, result.Steps, result.Seconds)
                {
                    MacroF1 = result.Kept?.MacroF1,
                    Accuracy = result.Kept?.Accuracy,
                });
                runs.Add((own, result));
            }
            catch (TrainingDivergedException e)
            {
                diverged.Add((seed, e));
                report(new RunProgress { Step = 0, Steps = 1, Seed = seed, Message = e.Message });
            }
        }

        var summary = SeedSummary.Of(outcomes);
        if (runs.Count > 0)
        {
            SeedReport.Write(summary, options.Output);
        }

        if (diverged.Count > 0)
        {
            var others = runs.Count > 0 ? $" The summary in {options.Output} is of the {runs.Count} others." : "";
            throw new TrainingDivergedException(
                $"{diverged.Count} of {options.Seeds.Count} seeds diverged: {string.Join(", ", diverged.Select(d => d.Seed))}. The first: {diverged[0].Reason.Message}{others}");
        }

        var best = runs[0];
        foreach (var run in runs.Skip(1))
        {
            best = IsBetter(options.Keep, run.Result, best.Result) ? run : best;
        }

        return new TrainingOutcome(best.Options, best.Result, summary);
    }

    // A seed whose kept weights were not evaluated is worse than any whose were.
    private static bool IsBetter(KeptWeights keep, TrainingResult result, TrainingResult than) => keep.GoesByDecisions()
        ? result.Kept is { } kept && (than.Kept is not { } other || keep.IsBetter(kept, other))
        : (result.BestEvaluationLoss ?? double.PositiveInfinity) < (than.BestEvaluationLoss ?? double.PositiveInfinity);
}
