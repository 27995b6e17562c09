using MedQa.Trainer.Data;
using MedQa.Trainer.Seeds;

namespace MedQa.Trainer.Training;

/// <summary>From options to an adapter's, or a model's, folder, or with several seeds to one folder each and their summary.</summary>
internal static class TrainingJob
{
    /// <summary>Runs it.</summary>
    /// <param name="options">With absolute paths, or names on the hub.</param>
    /// <param name="resume">Whether to go on from what an earlier call left in the output folder: a seed that ended is not run again.</param>
    /// <param name="report">Takes the progress.</param>
    public static async Task<TrainingOutcome> RunAsync(
        TrainingOptions options, bool resume, Action<RunProgress> report, CancellationToken cancellationToken = default)
    {
        options = await ResolveAsync(options, report, cancellationToken);
        var rows = await TrainingRows.LoadAsync(options, cancellationToken);

        // Everything that touches tensors stays on one thread: dispose scopes belong to a thread.
        return await Task.Factory.StartNew(
            () =>
            {
                using var trainer = LoadedTrainer.Load(options, cancellationToken);
                var prepared = trainer.Prepare(options, rows, report, cancellationToken);
                return options.Seeds.Count == 0
                    ? new TrainingOutcome(options, trainer.Train(options, prepared, resume, report, cancellationToken), null)
                    : SeedRuns.Run(options, (own, tell) => trainer.Train(own, prepared, resume, tell, cancellationToken), report);
            },
            cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Checks options, downloads what they name on the hub, and takes the terms of the adapter that the run starts from.</summary>
    /// <param name="options">With absolute paths, or names on the hub.</param>
    /// <param name="report">Takes lines about downloads.</param>
    /// <returns>The options with the paths on this machine.</returns>
    public static async Task<TrainingOptions> ResolveAsync(TrainingOptions options, Action<RunProgress> report, CancellationToken cancellationToken)
    {
        options.Validate();
        void Tell(string message) => report(new RunProgress { Step = 0, Steps = 1, Message = message });
        return StartingAdapter.Lay(options) with
        {
            Model = await HubFiles.ModelAsync(options.Model, Tell, cancellationToken),
            Data = await HubFiles.DataAsync(options.Data, Tell, cancellationToken),
        };
    }
}
