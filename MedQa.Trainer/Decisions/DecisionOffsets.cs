using MedQa.Trainer.Training;

namespace MedQa.Trainer.Decisions;

/// <summary>
/// What is added to each label's score before the largest is taken, fitted on rows that the model was not trained on. A small model
/// hardly ever says "maybe" although it scores it higher where it is right; offsets move the borders without touching the model.
/// </summary>
/// <param name="Labels">The labels.</param>
/// <param name="Values">One offset a label, natural logarithms; the first is 0.</param>
/// <remarks>
/// Accuracy and F1 jump from row to row, so the offsets that are best on some hundreds of rows are partly chance. Their fit is therefore
/// bagged (Breiman, 1996): the offsets are the mean of those found on <see cref="Bags"/> bootstrap draws of the rows, each in the middle
/// of the widest stretch that is best (<see cref="OffsetSearch"/>). Prior and likelihood have smooth solutions and need no bags. The
/// same inputs and seed give the same offsets on every machine.
/// </remarks>
public sealed record DecisionOffsets(IReadOnlyList<string> Labels, IReadOnlyList<double> Values)
{
    /// <summary>Bootstrap draws that a searched objective is averaged over.</summary>
    public const int Bags = 100;

    /// <summary>Fits offsets.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="scores">For each row each label's log-probability, in the labels' order.</param>
    /// <param name="truths">Each row's true label.</param>
    /// <param name="objective">What to fit for.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <exception cref="ArgumentException">The lists don't fit, a score is no finite number, or a label has no row: nothing could be said about it.</exception>
    public static DecisionOffsets Fit(
        IReadOnlyList<string> labels,
        IReadOnlyList<IReadOnlyList<double>> scores,
        IReadOnlyList<string> truths,
        DecisionObjective objective,
        long seed) => new(labels, Fit(ScoredRows.Of(labels, scores, truths), objective, seed));

    /// <summary>The label with the largest sum of score and offset; of equal ones the first.</summary>
    public string Decide(IReadOnlyList<double> scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        return Labels[LargestOf([.. scores], [.. Values])];
    }

    internal static double[] Fit(ScoredRows rows, DecisionObjective objective, long seed)
    {
        var supports = rows.Supports();
        if (Array.IndexOf(supports, 0) is >= 0 and var missing)
        {
            throw new ArgumentException($"No row is {rows.Labels[missing]}, so its offset can't be fitted: take more rows.", nameof(rows));
        }

        return objective switch
        {
            DecisionObjective.Prior => PriorMatch.Fit(rows, supports),
            DecisionObjective.Likelihood => LikelihoodFit.Fit(rows, supports),
            _ => Bagged(rows, objective, PriorMatch.Fit(rows, supports), seed),
        };
    }

    internal static int LargestOf(ReadOnlySpan<double> scores, ReadOnlySpan<double> offsets)
    {
        var largest = 0;
        for (var label = 1; label < scores.Length; label++)
        {
            largest = scores[label] + offsets[label] > scores[largest] + offsets[largest] ? label : largest;
        }

        return largest;
    }

    private static double[] Bagged(ScoredRows rows, DecisionObjective objective, double[] prior, long seed)
    {
        var search = new OffsetSearch(rows, objective);
        double[][] starts = [new double[prior.Length], prior];
        var sums = new double[prior.Length];
        var weights = new int[rows.Count];
        for (var bag = 0; bag < Bags; bag++)
        {
            var random = new SeededShuffle(seed, bag);
            Array.Clear(weights);
            for (var draw = 0; draw < rows.Count; draw++)
            {
                weights[random.Below(rows.Count)]++;
            }

            foreach (var (label, offset) in search.Best(weights, starts).Index())
            {
                sums[label] += offset;
            }
        }

        return [.. sums.Select(s => s / Bags)];
    }
}
