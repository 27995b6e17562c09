using MedQa.Trainer.Decisions;
using MedQa.Trainer.Metrics;

namespace MedQa.Trainer.Tests.Decisions;

public class DecisionOffsetsTests
{
    private static readonly ScoredCase _large = new(6000, 1);
    private static readonly ScoredCase _small = new(450, 2);

    [Fact]
    public void Fit_Likelihood_FindsTheKnownOffsets()
    {
        var fitted = Fit(_large, DecisionObjective.Likelihood);

        Assert.Equal(ScoredCase.Known[1], fitted.Values[1], 0.1);
        Assert.Equal(ScoredCase.Known[2], fitted.Values[2], 0.15);
    }

    // With the true posterior no decision is right more often than the likeliest label.
    [Fact]
    public void Fit_Accuracy_IsAsGoodAsTheTruePosterior()
    {
        var fitted = Fit(_large, DecisionObjective.Accuracy);

        var best = Figures(new ScoredCase(20_000, 9), new(ScoredCase.Labels, ScoredCase.Known)).Accuracy;
        Assert.Equal(best, Figures(new ScoredCase(20_000, 9), fitted).Accuracy, 0.005);
    }

    [Theory]
    [InlineData(DecisionObjective.MacroF1, 0.03, 0.03)]
    [InlineData(DecisionObjective.Both, 0.01, 0.06)]
    [InlineData(DecisionObjective.Prior, 0.03, 0.03)]
    public void Fit_SomeHundredRows_RaisesMacroF1OfOthers(DecisionObjective objective, double by, double within)
    {
        var fitted = Figures(_large, Fit(_small, objective)).MacroF1;

        var before = Figures(_large, new(ScoredCase.Labels, [0, 0, 0])).MacroF1;
        var search = new OffsetSearch(ScoredRows.Of(ScoredCase.Labels, _large.Scores, _large.Truths), DecisionObjective.MacroF1);
        var best = Figures(_large, new(ScoredCase.Labels, search.Best([.. Enumerable.Repeat(1, 6000)], [[0, 0, 0]]))).MacroF1;
        Assert.True(fitted > before + by, $"{before} to {fitted}");
        Assert.True(fitted > best - within, $"{fitted} of {best}");
    }

    [Theory]
    [InlineData(450, 2)]
    [InlineData(40, 3)]
    [InlineData(1000, 4)]
    public void Fit_Prior_DecidesForEachLabelAsOftenAsItIsRight(int rows, int seed)
    {
        var made = new ScoredCase(rows, seed);

        var fitted = Fit(made, DecisionObjective.Prior);

        foreach (var label in ScoredCase.Labels)
        {
            Assert.Equal(made.Truths.Count(t => t == label), made.Scores.Count(s => fitted.Decide(s) == label));
        }
    }

    // Two labels whose scores nearly move together take rows from each other before they take any from the third.
    [Theory]
    [InlineData(0.1)]
    [InlineData(0.001)]
    public void Fit_PriorOfLabelsThatMoveTogether_StillFindsTheCounts(double apart)
    {
        var random = new Random(6);
        string[] truths = [.. Enumerable.Range(0, 300).Select(i => ScoredCase.Labels[i % 10 < 5 ? 0 : i % 10 < 8 ? 1 : 2])];
        IReadOnlyList<double>[] scores = [.. truths.Select(_ =>
        {
            var (first, second) = (random.NextDouble(), random.NextDouble());
            return (double[])[first, second, second + (apart * random.NextDouble()) - 3];
        })];

        var fitted = DecisionOffsets.Fit(ScoredCase.Labels, scores, truths, DecisionObjective.Prior, 1);

        Assert.Equal([150, 90, 60], ScoredCase.Labels.Select(l => scores.Count(s => fitted.Decide(s) == l)));
    }

    [Theory]
    [InlineData(DecisionObjective.Accuracy)]
    [InlineData(DecisionObjective.Prior)]
    public void Fit_SameSeed_GivesTheSameOffsets(DecisionObjective objective)
    {
        Assert.Equal(Fit(_small, objective).Values, Fit(_small, objective).Values);
        Assert.Equal(0, Fit(_small, objective).Values[0]);
    }

    // A model's scores mean the same with a constant added to all labels of a row.
    [Theory]
    [InlineData(DecisionObjective.MacroF1)]
    [InlineData(DecisionObjective.Prior)]
    [InlineData(DecisionObjective.Likelihood)]
    public void Fit_ScoresMovedTogether_ChangesNothing(DecisionObjective objective)
    {
        var moved = _small.Scores.Select((s, row) => (IReadOnlyList<double>)[.. s.Select(v => v - (row % 7))]).ToList();

        var (there, here) = (DecisionOffsets.Fit(ScoredCase.Labels, moved, _small.Truths, objective, 1), Fit(_small, objective));

        Assert.All(there.Values.Zip(here.Values), v => Assert.Equal(v.First, v.Second, 1e-9));
    }

    [Fact]
    public void Decide_EqualSums_TakesTheFirst() =>
        Assert.Equal("no", new DecisionOffsets(ScoredCase.Labels, [0, 1, 2]).Decide([-3, -1, -2]));

    [Fact]
    public void Fit_WhatCantBeFitted_IsRefused()
    {
        Refused("No row is maybe", () => DecisionOffsets.Fit(ScoredCase.Labels, [[0, 0, 0], [0, 0, 0]], ["yes", "no"], DecisionObjective.Prior, 1));
        Refused("Row 1 must have 3 finite scores.", () => DecisionOffsets.Fit(ScoredCase.Labels, [[0, 0, 0], [0, 0]], ["yes", "no"], DecisionObjective.Prior, 1));
        Refused("Row 0 must have 3 finite scores.", () => DecisionOffsets.Fit(ScoredCase.Labels, [[0, 0, double.NaN]], ["yes"], DecisionObjective.Prior, 1));
        Refused("Row 0 has a label that is not one of", () => DecisionOffsets.Fit(ScoredCase.Labels, [[0, 0, 0]], ["perhaps"], DecisionObjective.Prior, 1));
        Refused("1 rows of scores and 0 true labels", () => DecisionOffsets.Fit(ScoredCase.Labels, [[0, 0, 0]], [], DecisionObjective.Prior, 1));
        Refused("There must be two labels", () => DecisionOffsets.Fit(["yes"], [[0]], ["yes"], DecisionObjective.Prior, 1));

        static void Refused(string why, Action fit) => Assert.StartsWith(why, Assert.Throws<ArgumentException>(fit).Message, StringComparison.Ordinal);
    }

    private static DecisionOffsets Fit(ScoredCase made, DecisionObjective objective) =>
        DecisionOffsets.Fit(ScoredCase.Labels, made.Scores, made.Truths, objective, 1);

    private static DecisionScores Figures(ScoredCase made, DecisionOffsets offsets) =>
        DecisionScores.Of(ScoredCase.Labels, made.Truths, [.. made.Scores.Select(offsets.Decide)]);
}
