using MedQa.Trainer.Metrics;

namespace MedQa.Trainer.Evaluation;

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
    public static DecisionResult Of(
        IReadOnlyList<string> labels, IReadOnlyList<string> truth, IReadOnlyList<string?> predicted, int seed, int resamples)
    {
        var all = DecisionScores.Of(labels, truth, predicted);
        return new(On(s => s.Accuracy), On(s => s.MacroF1), On(s => s.WeightedF1), all.Classes, all.Confusion);

        Interval On(Func<DecisionScores, double> figure) => Bootstrap.Of(
            truth.Count,
            rows => figure(DecisionScores.Of(labels, [.. rows.Select(i => truth[i])], [.. rows.Select(i => predicted[i])])),
            seed,
            resamples);
    }
}
