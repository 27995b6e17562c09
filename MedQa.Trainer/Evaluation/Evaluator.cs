using MedQa.Trainer.Data;
using MedQa.Trainer.Reports;

namespace MedQa.Trainer.Evaluation;

/// <summary>
/// Evaluates a base model, and the same with an adapter, on the same prompts: decisions by scoring the labels, and greedy
/// answers whose decisions are parsed and whose long answers are compared with the authors'.
/// </summary>
public static class Evaluator
{
    /// <summary>Runs an evaluation on the calling thread.</summary>
    /// <param name="model">The base model.</param>
    /// <param name="adapter">The adapter, or null for the base alone.</param>
    /// <param name="rows">The rows, in the data's order; each with a decision.</param>
    /// <param name="data">Where the rows come from.</param>
    /// <param name="settings">How to do it.</param>
    /// <param name="report">Takes progress, or null.</param>
    /// <param name="cancellationToken">Looked at within each row.</param>
    /// <exception cref="DataFileException">There is no row, or one without a decision.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static EvaluationReport Run(
        EvaluatedModel model,
        EvaluatedAdapter? adapter,
        IReadOnlyList<QaRow> rows,
        EvaluatedData data,
        EvaluationSettings settings,
        Action<EvaluationProgress>? report = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validate();
        CheckRows(rows, settings);
        if (adapter is not null)
        {
            adapter.Adapter.Training = false;
        }

        var prompts = PromptSet.Of(model, settings, rows, cancellationToken);
        var predictor = new Predictor(model, settings, report);
        var baseline = predictor.Predict("Baseline", prompts, null, cancellationToken);
        var fineTuned = adapter is null ? null : predictor.Predict("Fine-tuned", prompts, adapter.Adapter, cancellationToken);
        var builder = new ReportBuilder(settings, rows);
        return new EvaluationReport
        {
            CodeVersion = CodeVersion.Current,
            Model = new(model.Name, model.Hash),
            Adapter = adapter is null ? null : new(adapter.Name, adapter.Hash),
            Data = data,
            PromptHash = prompts.Hash(),
            ChatTemplate = model.ChatTemplate.Name,
            Compute = $"{model.Model.Device.type} {model.Model.DType}".ToLowerInvariant(),
            Settings = settings,
            ShortenedCount = prompts.ShortenedCount,
            Baseline = builder.Figures(baseline),
            FineTuned = fineTuned is null ? null : builder.Figures(fineTuned),
            Comparison = fineTuned is null ? null : builder.Compare(baseline, fineTuned),
            Groups = builder.Groups(baseline, fineTuned),
            Rows = builder.Rows(baseline, fineTuned),
        };
    }

    private static void CheckRows(IReadOnlyList<QaRow> rows, EvaluationSettings settings)
    {
        if (rows.Count == 0)
        {
            throw new DataFileException("There are no rows to evaluate on.");
        }

        if (rows.FirstOrDefault(r => r.Decision is null || !settings.Format.Labels.Contains(r.Decision)) is { } row)
        {
            throw new DataFileException($"Row {row.Id}: evaluation needs a final_decision, one of {string.Join(", ", settings.Format.Labels)}.");
        }
    }
}
