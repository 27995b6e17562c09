using MedQa.Model.Adapters;
using MedQa.Model.Hub;
using MedQa.Trainer.Data;
using MedQa.Trainer.Evaluation;
using MedQa.Trainer.Reports;
using MedQa.Trainer.Training;

namespace MedQa.Trainer.CrossValidation;

/// <summary>
/// k-fold cross-validation: the rows but those of the official test are divided into folds, a run trains without each, and each
/// run's adapter is evaluated on the fold that it never saw. The base is loaded once.
/// </summary>
internal static class CrossValidationJob
{
    /// <summary>Trains without each fold.</summary>
    /// <param name="options">With absolute paths, or names on the hub.</param>
    /// <param name="settings">How the folds will be evaluated.</param>
    /// <param name="resume">Whether to go on from what an earlier call left in the output: a fold that ended is not run again.</param>
    /// <param name="report">Takes the progress.</param>
    /// <param name="cancellationToken">Looked at before each step.</param>
    /// <returns>The folds' adapters over their base, to evaluate. They are the caller's.</returns>
    /// <exception cref="ArgumentException">An option can't be used.</exception>
    /// <exception cref="DataFileException">A row has no decision, or a file can't be used.</exception>
    /// <exception cref="TrainingDivergedException">A fold's loss is no number any more; names the fold.</exception>
    public static async Task<TrainedFolds> TrainAsync(
        CrossValidationOptions options, EvaluationSettings settings, bool resume, Action<RunProgress> report, CancellationToken cancellationToken = default)
    {
        options.Validate();
        settings.Validate();
        options = options with { Training = await TrainingJob.ResolveAsync(options.Training, report, cancellationToken) };
        var (rows, hash) = await TrainingRows.AllAsync(options.Training, cancellationToken);
        Evaluator.CheckRows(rows, settings);
        var folds = Fold.Of(rows, hash, options);
        var protocol = FormattableString.Invariant($"cross-validation, {options.Folds} folds, seed {options.FoldSeed}");
        var data = new EvaluatedData(HubPath.NameOf(options.Training.Data, pinned: true), hash, protocol, [.. rows.Select(r => r.Id)]);

        // Everything that touches tensors stays on one thread: dispose scopes belong to a thread.
        return await Task.Factory.StartNew(
            () =>
            {
                var trainer = LoadedTrainer.Load(options.Training, cancellationToken);
                try
                {
                    FoldRun[] runs = [.. folds.Select(f => Train(trainer, f, options.OfFold(f.Number), resume, report, cancellationToken))];
                    var list = new FoldList(options.Folds, options.FoldSeed, data.File, hash, runs);
                    list.Write(options.Training.Output);
                    return new TrainedFolds(trainer, options.Training.Output, settings, folds, list, data);
                }
                catch
                {
                    trainer.Dispose();
                    throw;
                }
            },
            cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private static FoldRun Train(
        LoadedTrainer trainer, Fold fold, TrainingOptions options, bool resume, Action<RunProgress> report, CancellationToken cancellationToken)
    {
        void Tell(RunProgress progress) => report(progress with { Fold = fold.Number });
        try
        {
            var result = trainer.Train(options, trainer.Prepare(options, fold.Rows, Tell, cancellationToken), resume, Tell, cancellationToken);
            return new FoldRun(
                fold.Number,
                Path.GetFileName(options.Output),
                fold.Hash,
                [.. fold.HeldOut.Select(r => r.Id)],
                [.. fold.Rows.Evaluation.Select(r => r.Id)],
                FileHash.Of(Path.Combine(options.Output, PeftAdapter.WeightsFileName)),
                result.KeptStep,
                result.Steps,
                result.Kept)
            {
                Seconds = result.Seconds,
            };
        }
        catch (TrainingDivergedException e)
        {
            throw new TrainingDivergedException(FormattableString.Invariant($"Fold {fold.Number}: {e.Message}"));
        }
    }
}
