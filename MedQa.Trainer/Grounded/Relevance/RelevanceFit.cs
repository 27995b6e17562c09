using MedQa.Library.Grounding;
using MedQa.Trainer.Data;

namespace MedQa.Trainer.Grounded.Relevance;

/// <summary>Weights of relevance fitted on questions, with what they give on questions that they were not fitted on.</summary>
/// <param name="Weights">Fitted on all questions.</param>
/// <param name="Ridge">The ridge, which was chosen by the folds' loss.</param>
/// <param name="LogLoss">Mean of −log of what was given to the truth, over questions that were not fitted on.</param>
/// <param name="Curve">What thresholds give on such questions.</param>
/// <param name="Chosen">What the chosen threshold gives on them.</param>
/// <param name="Nested">
/// What the whole procedure gives on questions that none of it saw (nested cross-validation; Varma and Simon, 2006, "Bias in error estimation
/// when using cross-validation for model selection"): for each fold, ridge and threshold are chosen by cross-validation over the other folds
/// alone, and the weights fitted on these. Its threshold is the folds' mean.
/// </param>
internal sealed record RelevanceFit(RelevanceWeights Weights, double Ridge, double LogLoss, RelevanceCurve Curve, RelevancePoint Chosen, RelevancePoint Nested)
{
    /// <summary>The folds where nothing else is asked for.</summary>
    public const int DefaultFolds = 10;

    private const int FewestFolds = 3;

    private static readonly double[] _ridges = [0.1, 0.3, 1, 3, 10, 30, 100];

    /// <summary>Fits. The same questions and seed give the same weights.</summary>
    /// <param name="rows">The questions.</param>
    /// <param name="meaning">Whether the encoder's feature counts.</param>
    /// <param name="wish">Share of the unanswerable questions to decline, 0 to 1.</param>
    /// <param name="folds">Folds of the estimates, 3 or more: of those that are left beside one, each is held out in turn.</param>
    /// <param name="seed">Seed of the folds.</param>
    /// <param name="cancellationToken">Looked at before each fit.</param>
    /// <exception cref="ArgumentException">There are fewer questions of a kind than folds, or a value is out of range.</exception>
    public static RelevanceFit Of(IReadOnlyList<RelevanceRow> rows, bool meaning, double wish, int folds, long seed, CancellationToken cancellationToken)
    {
        var fewest = Math.Min(rows.Count(r => r.Answerable), rows.Count(r => !r.Answerable));
        if (folds < FewestFolds || folds > fewest)
        {
            throw new ArgumentException($"The folds must be {FewestFolds} to {fewest} (the questions of the rarer kind), but are {folds}.", nameof(folds));
        }

        if (wish is not (>= 0 and <= 1))
        {
            throw new ArgumentException(FormattableString.Invariant($"The share to decline must be from 0 to 1, but is {wish}."), nameof(wish));
        }

        var fold = StratifiedFolds.Assign([.. rows.Select(r => r.Answerable ? "answerable" : "unanswerable")], folds, seed);
        var choice = Choose(rows, fold, meaning, wish, cancellationToken);
        var (scaling, fitted) = Fit(rows, meaning, choice.Ridge);
        return new(
            scaling.Weights(fitted, choice.Point.Threshold), choice.Ridge, choice.LogLoss, choice.Curve, choice.Point, OnUnseen(rows, fold, meaning, wish, folds, cancellationToken));
    }

    /// <summary>The ridge of the least loss and the threshold, both by cross-validation over the folds that the questions are in.</summary>
    private static Choice Choose(IReadOnlyList<RelevanceRow> rows, int[] fold, bool meaning, double wish, CancellationToken cancellationToken)
    {
        var (ridge, held) = _ridges.Select(ridge => (Ridge: ridge, Held: HeldOut(rows, meaning, fold, ridge, cancellationToken))).MinBy(tried => tried.Held.LogLoss);
        var curve = new RelevanceCurve(rows, held.Scores);
        return new(ridge, held.LogLoss, curve, curve.Choose(wish));
    }

    private static (double[] Scores, double LogLoss) HeldOut(IReadOnlyList<RelevanceRow> rows, bool meaning, int[] fold, double ridge, CancellationToken cancellationToken)
    {
        var scores = new double[rows.Count];
        var loss = 0.0;
        foreach (var test in fold.Distinct().Order())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (scaling, fitted) = Fit([.. rows.Where((_, i) => fold[i] != test)], meaning, ridge);
            foreach (var (i, row) in rows.Index().Where(r => fold[r.Index] == test))
            {
                var scaled = scaling.Of(row.Values(meaning));
                scores[i] = LogisticRegression.Score(fitted, scaled);
                loss += LogisticRegression.LogLoss(fitted, scaled, row.Answerable);
            }
        }

        return (scores, loss / rows.Count);
    }

    private static (FeatureScaling Scaling, double[] Fitted) Fit(IReadOnlyList<RelevanceRow> rows, bool meaning, double ridge)
    {
        double[][] values = [.. rows.Select(r => r.Values(meaning))];
        var scaling = new FeatureScaling(RelevanceRow.Names(meaning), values);
        return (scaling, LogisticRegression.Fit([.. values.Select(scaling.Of)], [.. rows.Select(r => r.Answerable)], ridge));
    }

    /// <summary>Each fold's questions are decided by what was chosen and fitted without them.</summary>
    private static RelevancePoint OnUnseen(IReadOnlyList<RelevanceRow> rows, int[] fold, bool meaning, double wish, int folds, CancellationToken cancellationToken)
    {
        var thresholds = new double[folds];
        var answered = new bool[rows.Count];
        for (var test = 0; test < folds; test++)
        {
            RelevanceRow[] others = [.. rows.Where((_, i) => fold[i] != test)];
            var choice = Choose(others, [.. fold.Where(f => f != test)], meaning, wish, cancellationToken);
            var (scaling, fitted) = Fit(others, meaning, choice.Ridge);
            thresholds[test] = choice.Point.Threshold;
            foreach (var (i, row) in rows.Index().Where(r => fold[r.Index] == test))
            {
                answered[i] = row.Read && LogisticRegression.Score(fitted, scaling.Of(row.Values(meaning))) >= thresholds[test];
            }
        }

        return new(thresholds.Average(), Share(true, i => answered[i]), Share(false, i => !answered[i]));

        double Share(bool answerable, Func<int, bool> holds)
        {
            int[] of = [.. Enumerable.Range(0, rows.Count).Where(i => rows[i].Answerable == answerable)];
            return of.Count(holds) / (double)of.Length;
        }
    }

    private sealed record Choice(double Ridge, double LogLoss, RelevanceCurve Curve, RelevancePoint Point);
}
