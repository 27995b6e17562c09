using MedQa.Trainer.Metrics;

namespace MedQa.Trainer.Reports;

/// <summary>How well a model's decisions agree with the authors', with 95% bootstrap intervals.</summary>
/// <param name="Accuracy">Part of the rows decided right.</param>
/// <param name="MacroF1">Mean of the labels' F1.</param>
/// <param name="WeightedF1">Mean of the labels' F1, weighed by their rows.</param>
/// <param name="Classes">Each label.</param>
/// <param name="Confusion">For each true label the rows given each label, and last those given none.</param>
public sealed record DecisionResult(
    Interval Accuracy, Interval MacroF1, Interval WeightedF1, IReadOnlyList<ClassScore> Classes, IReadOnlyList<IReadOnlyList<int>> Confusion)
{
    /// <summary>Computes the figures.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled; looked at before each draw of the bootstrap.</exception>
    public static DecisionResult Of(
        IReadOnlyList<string> labels, IReadOnlyList<string> truth, IReadOnlyList<string?> predicted, int seed, int resamples, CancellationToken cancellationToken = default)
    {
        var rows = DecidedRows.Of(labels, truth, predicted);
        var all = DecisionScores.Of(rows);
        return new(On(m => m.Accuracy), On(m => m.MacroF1), On(m => m.WeightedF1), all.Classes, all.Confusion);

        Interval On(Func<ConfusionMatrix, double> figure) => Bootstrap.Decisions(rows, figure, seed, resamples, cancellationToken);
    }
}
