using MedQa.Trainer.Evaluation;

namespace MedQa.Trainer.Reports;

/// <summary>Computes a report's figures from the predictions.</summary>
internal sealed class ReportBuilder(EvaluationSettings settings, IReadOnlyList<string> truths)
{
    /// <summary>A model's figures.</summary>
    public ModelResult Figures(IReadOnlyList<RowPrediction> predictions) => new(
        [.. settings.Methods.Select(m => Figures(m, predictions))],
        AnswerResult.Of(predictions, settings.Seed, settings.Resamples),
        []);

    private MethodResult Figures(DecisionMethod method, IReadOnlyList<RowPrediction> predictions)
    {
        var decisions = predictions.Select(p => p.Decisions[method]).ToList();
        return new(
            method,
            DecisionResult.Of(settings.Format.Labels, truths, decisions, settings.Seed, settings.Resamples),
            decisions.Average(d => d is null ? 1.0 : 0),
            null);
    }
}
