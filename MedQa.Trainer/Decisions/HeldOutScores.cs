using MedQa.Model.Adapters;
using MedQa.Model.Answers;
using MedQa.Trainer.Data;
using MedQa.Trainer.Evaluation;
using MedQa.Trainer.Reports;

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
        IReadOnlyList<EvaluatedAdapter> adapters,
        IReadOnlyList<QaRow> rows,
        EvaluationSettings settings,
        Action<EvaluationProgress>? report,
        CancellationToken cancellationToken)
    {
        settings.Validate();
        Evaluator.CheckRows(rows, settings);
        using var backend = new LocalBackend(model, adapters, settings.Format, []);
        var prompts = PromptSet.Of(backend, settings, rows, cancellationToken);
        var predictions = await new Predictor(backend, settings, null, report).PredictAsync(fineTuned: adapters.Count > 0, prompts, cancellationToken);
        return new(settings.Format, [.. rows.Select(r => r.Decision!)], [.. predictions.Select(p => p.LogProbabilities)]);
    }

    /// <summary>Takes the fine-tuned scores of a report, those of a cross-validation for one, where each row's come from an adapter that never saw it.</summary>
    /// <param name="report">The report.</param>
    /// <param name="card">The card of the adapter that the offsets are for.</param>
    /// <param name="allowsTest">Whether it may be of the official test.</param>
    /// <exception cref="ArgumentException">Its scores are of another base, other prompts or the official test, or there are none.</exception>
    public static HeldOutScores Of(EvaluationReport report, AdapterCard card, bool allowsTest)
    {
        ArgumentNullException.ThrowIfNull(report);
        Require(report.FineTuned is not null, "holds no fine-tuned scores");
        Require(card.BaseHash.Length == 0 || card.BaseHash == report.Model.Sha256, $"is of another base, {report.Model.Name}");
        Require(card.Answer.IsLaidOutAs(report.Settings.Format), "puts its questions, or lays its answers out, otherwise than the adapter");
        Require(report.Settings is { WithContext: true, Shots.Count: 0 }, "shows examples or leaves the contexts out, as serving does not");
        Require(
            allowsTest || report.Folds.Count > 0,
            "is no cross-validation, so its rows may be those of a test; a figure on a test says nothing once anything was fitted on it: take the report of cross-validate, or give --allow-test");
        return new(card.Answer, [.. report.Rows.Select(r => r.Truth)], [.. report.Rows.Select(r => r.FineTuned!.LogProbabilities)]);

        static void Require(bool holds, string problem)
        {
            if (!holds)
            {
                throw new ArgumentException($"The report {problem}.", nameof(report));
            }
        }
    }

    /// <summary>What each objective would give on rows that its offsets were not fitted on, and first the scores as they are.</summary>
    public IReadOnlyList<CrossFitted> Estimate(long seed, int folds, CancellationToken cancellationToken) =>
        [.. Enum.GetValues<DecisionObjective>().Select(o => (DecisionObjective?)o).Prepend(null)
            .Select(objective => CrossFitted.Estimate(Format.Labels, Scores, Truths, objective, seed, folds, cancellationToken))];

    /// <summary>Offsets fitted on all rows.</summary>
    public DecisionOffsets Fit(DecisionObjective objective, long seed) => DecisionOffsets.Fit(Format.Labels, Scores, Truths, objective, seed);
}
