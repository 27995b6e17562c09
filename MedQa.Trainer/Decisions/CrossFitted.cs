using MedQa.Trainer.Data;
using MedQa.Trainer.Metrics;

namespace MedQa.Trainer.Decisions;

/// <summary>
/// What offsets would give on rows that they were not fitted on: the rows are divided into stratified folds, and each fold is decided
/// with offsets fitted on the others. So an objective can be chosen on held-out rows alone, without a look at the test.
/// </summary>
/// <param name="Objective">What was fitted for; null for the scores as they are.</param>
/// <param name="Decisions">Each row's decision, with offsets that have not seen it.</param>
/// <param name="Scores">Their figures over all rows.</param>
public sealed record CrossFitted(DecisionObjective? Objective, IReadOnlyList<string> Decisions, DecisionScores Scores)
{
    /// <summary>The folds where nothing else is asked for.</summary>
    public const int DefaultFolds = 10;

    /// <summary>Estimates one objective.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="scores">For each row each label's log-probability, in the labels' order.</param>
    /// <param name="truths">Each row's true label.</param>
    /// <param name="objective">What to fit for; null for the scores as they are.</param>
    /// <param name="seed">Seed of the folds and of the fits.</param>
    /// <param name="folds">How many folds there are; a label needs two rows or more.</param>
    /// <param name="cancellationToken">Looked at before each fold.</param>
    /// <exception cref="ArgumentException">The lists don't fit, there are fewer rows than folds, or a label has too few rows.</exception>
    public static CrossFitted Estimate(
        IReadOnlyList<string> labels,
        IReadOnlyList<IReadOnlyList<double>> scores,
        IReadOnlyList<string> truths,
        DecisionObjective? objective,
        long seed,
        int folds = DefaultFolds,
        CancellationToken cancellationToken = default)
    {
        var rows = ScoredRows.Of(labels, scores, truths);
        if (folds < 2 || folds > rows.Count)
        {
            throw new ArgumentException($"The folds must be 2 to {rows.Count} (the rows), but are {folds}.", nameof(folds));
        }

        var decisions = new string[rows.Count];
        var fold = StratifiedFolds.Assign(truths, folds, seed);
        for (var test = 0; test < folds; test++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var offsets = objective is { } wanted
                ? DecisionOffsets.Fit(rows.Select([.. Enumerable.Range(0, rows.Count).Where(r => fold[r] != test)]), wanted, seed)
                : new double[labels.Count];
            foreach (var row in Enumerable.Range(0, rows.Count).Where(r => fold[r] == test))
            {
                decisions[row] = labels[DecisionOffsets.LargestOf(rows.Scores(row), offsets)];
            }
        }

        return new(objective, decisions, DecisionScores.Of(labels, truths, decisions));
    }
}
