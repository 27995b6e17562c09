using MedQa.Trainer.Evaluation;
using MedQa.Trainer.Reports;
using MedQa.Trainer.Training;

namespace MedQa.Trainer.CrossValidation;

/// <summary>A cross-validation whose training has ended: the base, still loaded, and each fold's adapter in the output.</summary>
/// <param name="trainer">The base; owned.</param>
/// <param name="output">The folder that holds the folds' folders.</param>
/// <param name="settings">How the folds are evaluated.</param>
/// <param name="folds">The folds.</param>
/// <param name="list">What their training came to.</param>
/// <param name="data">All rows.</param>
internal sealed class TrainedFolds(
    LoadedTrainer trainer, string output, EvaluationSettings settings, IReadOnlyList<Fold> folds, FoldList list, EvaluatedData data) : IDisposable
{
    /// <summary>Evaluates each fold's adapter on the fold's rows; goes on from the journal that an earlier call left.</summary>
    /// <param name="extras">BERTScore and the progress; the journal is the output's own.</param>
    /// <param name="cancellationToken">Looked at before each batch.</param>
    public Task<CrossValidationResult> EvaluateAsync(EvaluationExtras extras, CancellationToken cancellationToken = default) => Task.Factory.StartNew(
        () =>
        {
            var evaluation = new FoldEvaluation(trainer.Checkpoint, settings, extras with { Journal = Path.Combine(output, PredictionJournal.FileName) });
            return new CrossValidationResult(list, evaluation.Run(output, folds, list.Runs, data, cancellationToken));
        },
        cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    public void Dispose() => trainer.Dispose();
}
