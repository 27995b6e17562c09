using MedQa.Library.Grounding;
using MedQa.Trainer.Data;

namespace MedQa.Trainer.Grounded.Relevance;

/// <summary>Weights of relevance fitted on questions, with what they give on questions that they were not fitted on.</summary>
/// <param name="Weights">Fitted on all questions.</param>
/// <param name="Ridge">The ridge, which was chosen by the folds' loss.</param>
/// <param name="LogLoss">Mean of −log of what was given to the truth, over questions that were not fitted on.</param>
/// <param name="Curve">What thresholds give on such questions.</param>
/// <param name="Chosen">What the chosen threshold gives on them.</param>
/// <param name="Nested">What thresholds give that were chosen on the other folds only.</param>
internal sealed record RelevanceFit(RelevanceWeights Weights, double Ridge, double LogLoss, RelevanceCurve Curve, RelevancePoint Chosen, RelevancePoint Nested)
{
    /// <summary>The folds where nothing else is asked for.</summary>
    public const int DefaultFolds = 10;

    private static readonly double[] _ridges = [0.1, 0.3, 1, 3, 10, 30, 100];

    /// <summary>Fits. The same questions and seed give the same weights.</summary>
    /// <param name="rows">The questions.</param>
    /// <param name="meaning">Whether the encoder's feature counts.</param>
    /// <param name="wish">Share of the unanswerable questions to decline, 0 to 1.</param>
    /// <param name="folds">Folds of the estimates.</param>
    /// <param name="seed">Seed of the folds.</param>
    /// <param name="cancellationToken">Looked at before each fit.</param>
    /// <exception cref="ArgumentException">There are fewer questions of a kind than folds, or a value is out of range.</exception>
    public static RelevanceFit Of(IReadOnlyList<RelevanceRow> rows, bool meaning, double wish, int folds, long seed, CancellationToken cancellationToken)
    {
        var fewest = Math.Min(rows.Count(r => r.Answerable), rows.Count(r => !r.Answerable));
        if (folds < 2 || folds > fewest)
        {
            throw new ArgumentException($"The folds must be 2 to {fewest} (the questions of the rarer kind), but are {folds}.", nameof(folds));
        }

        if (wish is not (>= 0 and <= 1))
        {
            throw new ArgumentException(FormattableString.Invariant($"The share to decline must be from 0 to 1, but is {wish}."), nameof(wish));
        }

        var fold = StratifiedFolds.Assign([.. rows.Select(r => r.Answerable ? "answerable" : "unanswerable")], folds, seed);
        var tried = _ridges.Select(ridge => (Ridge: ridge, Held: HeldOut(rows, meaning, fold, folds, ridge, cancellationToken))).ToList();
        var (chosenRidge, held) = tried.MinBy(t => t.Held.LogLoss);
        var curve = new RelevanceCurve(rows, held.Scores);
        var chosen = curve.Choose(wish);
        var (scaling, fitted) = Fit(rows, meaning, chosenRidge);
        return new(scaling.Weights(fitted, chosen.Threshold), chosenRidge, held.LogLoss, curve, chosen, ByFolds(rows, held.Scores, fold, folds, wish));
    }

    private static (double[] Scores, double LogLoss) HeldOut(
        IReadOnlyList<RelevanceRow> rows, bool meaning, int[] fold, int folds, double ridge, CancellationToken cancellationToken)
    {
        var scores = new double[rows.Count];
        var loss = 0.0;
        for (var test = 0; test < folds; test++)
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

    /// <summary>Each fold's questions are decided by a threshold chosen on the others; the point's own threshold is the mean.</summary>
    private static RelevancePoint ByFolds(IReadOnlyList<RelevanceRow> rows, double[] scores, int[] fold, int folds, double wish)
    {
        double[] thresholds =
        [
            .. Enumerable.Range(0, folds).Select(test =>
            {
                int[] others = [.. Enumerable.Range(0, rows.Count).Where(i => fold[i] != test)];
                return new RelevanceCurve([.. others.Select(i => rows[i])], [.. others.Select(i => scores[i])]).Choose(wish).Threshold;
            }),
        ];
        bool Answered(int i) => rows[i].Read && scores[i] >= thresholds[fold[i]];
        return new(thresholds.Average(), Share(true, Answered), Share(false, i => !Answered(i)));

        double Share(bool answerable, Func<int, bool> holds)
        {
            int[] of = [.. Enumerable.Range(0, rows.Count).Where(i => rows[i].Answerable == answerable)];
            return of.Count(holds) / (double)of.Length;
        }
    }
}
