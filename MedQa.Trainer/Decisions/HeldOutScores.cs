using MedQa.Model.Answers;
using MedQa.Trainer.Data;
using MedQa.Trainer.Evaluation;

namespace MedQa.Trainer.Decisions;

/// <summary>What a model thinks of each label on rows that it was not trained on.</summary>
/// <param name="Format">How the questions were put; its labels are the scores'.</param>
/// <param name="Truths">Each row's true label.</param>
/// <param name="Scores">Each row's log-probabilities, in the labels' order.</param>
internal sealed record HeldOutScores(AnswerFormat Format, IReadOnlyList<string> Truths, IReadOnlyList<IReadOnlyList<double>> Scores)
{
    /// <summary>Scores rows as evaluation does, with the context and without examples.</summary>
    /// <exception cref="DataFileException">There is no row, or one without a decision or too long for the model.</exception>
    public static async Task<HeldOutScores> OfAsync(
        EvaluatedModel model,
        EvaluatedAdapter? adapter,
        IReadOnlyList<QaRow> rows,
        EvaluationSettings settings,
        Action<EvaluationProgress>? report,
        CancellationToken cancellationToken)
    {
        settings.Validate();
        Evaluator.CheckRows(rows, settings);
        using var backend = new LocalBackend(model, adapter, settings.Format, []);
        var prompts = PromptSet.Of(backend, settings, rows, cancellationToken);
        var predictions = await new Predictor(backend, settings, null, report).PredictAsync(fineTuned: adapter is not null, prompts, [], cancellationToken);
        return new(settings.Format, [.. rows.Select(r => r.Decision!)], [.. predictions.Select(p => p.LogProbabilities)]);
    }

    /// <summary>What each objective would give on rows that its offsets were not fitted on, and first the scores as they are.</summary>
    public IReadOnlyList<CrossFitted> Estimate(long seed, int folds, CancellationToken cancellationToken) =>
        [.. Enum.GetValues<DecisionObjective>().Select(o => (DecisionObjective?)o).Prepend(null)
            .Select(objective => CrossFitted.Estimate(Format.Labels, Scores, Truths, objective, seed, folds, cancellationToken))];

    /// <summary>Offsets fitted on all rows.</summary>
    public DecisionOffsets Fit(DecisionObjective objective, long seed) => DecisionOffsets.Fit(Format.Labels, Scores, Truths, objective, seed);
}
