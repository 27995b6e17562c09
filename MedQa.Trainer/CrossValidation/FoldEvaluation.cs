using System.Security.Cryptography;
using System.Text;
using MedQa.Model.Adapters;
using MedQa.Model.Checkpoints;
using MedQa.Trainer.Data;
using MedQa.Trainer.Evaluation;
using MedQa.Trainer.Metrics;
using MedQa.Trainer.Reports;

namespace MedQa.Trainer.CrossValidation;

/// <summary>Evaluates each fold's adapter on the rows it never saw, over a base that is loaded, and puts the rows together into one report.</summary>
/// <param name="checkpoint">The base; not owned.</param>
/// <param name="settings">How to do it.</param>
/// <param name="extras">The journal and the progress.</param>
internal sealed class FoldEvaluation(Checkpoint checkpoint, EvaluationSettings settings, EvaluationExtras extras)
{
    private readonly EvaluatedModel model = EvaluatedModel.Of(checkpoint);

    /// <summary>Runs it on the calling thread.</summary>
    /// <param name="output">The folder that holds the folds' folders.</param>
    /// <param name="data">All rows.</param>
    public EvaluationReport Run(string output, IReadOnlyList<Fold> folds, IReadOnlyList<FoldRun> runs, EvaluatedData data, CancellationToken cancellationToken)
    {
        var rows = DataSplit.Select(folds.SelectMany(f => f.HeldOut), [.. data.Ids]);
        using var alone = new LocalBackend(model, null, settings.Format, []);
        var prompts = PromptSet.Of(alone, settings, rows, cancellationToken);
        var draft = Evaluator.Draft(alone, [], data, settings, prompts) with { Adapter = Together(runs) };
        using var journal = extras.Journal is { } path ? PredictionJournal.Open(path, EvaluationFingerprint.Of(draft)) : null;
        var baseline = Result(new Predictor(alone, settings, journal, extras.Report).PredictAsync(fineTuned: false, prompts, [], cancellationToken));
        var fineTuned = new Dictionary<string, RowPrediction>(StringComparer.Ordinal);
        var results = new List<FoldResult>();
        foreach (var (fold, run) in folds.Zip(runs))
        {
            var predictions = Predict(Path.Combine(output, run.Folder), fold, run, journal, cancellationToken);
            var scores = DecisionScores.Of(
                settings.Format.Labels, [.. fold.HeldOut.Select(r => r.Decision!)], [.. predictions.Select(p => p.Decisions[settings.Leading])]);
            results.Add(new FoldResult(fold.Number, run.HeldOut, new NamedHash(run.Folder, run.AdapterHash), scores.Accuracy, scores.MacroF1));
            foreach (var prediction in predictions)
            {
                fineTuned.Add(prediction.Id, prediction);
            }
        }

        return Evaluator.Complete(draft, rows, baseline, [.. rows.Select(r => fineTuned[r.Id])], extras, cancellationToken) with { Folds = results };
    }

    private IReadOnlyList<RowPrediction> Predict(string folder, Fold fold, FoldRun run, PredictionJournal? journal, CancellationToken cancellationToken)
    {
        AdapterCard.Load(folder).RequireBase(checkpoint.Name, checkpoint.Hash);
        using var adapter = PeftAdapter.Load(folder, checkpoint.Model);
        using var backend = new LocalBackend(model, new EvaluatedAdapter(adapter, run.Folder, run.AdapterHash), settings.Format, []);
        var predictor = new Predictor(
            backend, settings, journal, p => extras.Report?.Invoke(p with { Phase = FormattableString.Invariant($"Fold {fold.Number}, {p.Phase}") }));
        return Result(predictor.PredictAsync(fineTuned: true, PromptSet.Of(backend, settings, fold.HeldOut, cancellationToken), [], cancellationToken));
    }

    /// <summary>The folds' adapters under one name: the hash is over their hashes, in their order.</summary>
    private static NamedHash Together(IReadOnlyList<FoldRun> runs) => new(
        FormattableString.Invariant($"{runs.Count} folds' adapters"),
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', runs.Select(r => r.AdapterHash))))));

    // A backend in this process computes on the calling thread: its tasks are complete.
    private static T Result<T>(Task<T> task) => task.GetAwaiter().GetResult();
}
