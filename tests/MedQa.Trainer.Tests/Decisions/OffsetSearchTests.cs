using MedQa.Trainer.Decisions;
using MedQa.Trainer.Metrics;

namespace MedQa.Trainer.Tests.Decisions;

public class OffsetSearchTests
{
    // Two labels have one free offset: every place between two rows can be tried.
    [Theory]
    [InlineData(DecisionObjective.Accuracy)]
    [InlineData(DecisionObjective.MacroF1)]
    [InlineData(DecisionObjective.Both)]
    public void Best_TwoLabels_IsTheBestOfAllPlaces(DecisionObjective objective)
    {
        var random = new Random(5);
        for (var attempt = 0; attempt < 20; attempt++)
        {
            string[] labels = ["yes", "no"];
            string[] truths = [.. Enumerable.Range(0, 30).Select(_ => labels[random.Next(2)])];
            IReadOnlyList<double>[] scores = [.. truths.Select(t => (double[])[random.NextDouble(), random.NextDouble() + (t == "no" ? 0.2 : 0)])];
            double[] places = [.. scores.Select(s => s[0] - s[1]).Order()];
            var bestOfAll = places.Zip(places.Skip(1), (low, high) => (low + high) / 2).Append(places[0] - 1).Append(places[^1] + 1)
                .Max(place => Figure(objective, new DecisionOffsets(labels, [0, place]), scores, truths));

            var found = new OffsetSearch(ScoredRows.Of(labels, scores, truths), objective).Best(Ones(30), [[0, 0]]);

            Assert.Equal(bestOfAll, Figure(objective, new(labels, found), scores, truths), 1e-12);
        }
    }

    [Fact]
    public void Best_ThreeLabels_CantBeBetteredByMovingOne()
    {
        var made = new ScoredCase(120, 8);

        var found = new OffsetSearch(ScoredRows.Of(ScoredCase.Labels, made.Scores, made.Truths), DecisionObjective.MacroF1).Best(Ones(120), [[0, 0, 0]]);

        var figure = Figure(DecisionObjective.MacroF1, new(ScoredCase.Labels, found), made.Scores, made.Truths);
        for (var label = 0; label < 3; label++)
        {
            for (var move = -6.0; move <= 6; move += 0.01)
            {
                double[] moved = [.. found];
                moved[label] += move;
                Assert.True(Figure(DecisionObjective.MacroF1, new(ScoredCase.Labels, moved), made.Scores, made.Truths) <= figure + 1e-12, $"label {label} by {move}");
            }
        }
    }

    // "no" may lie anywhere between the second and the third row; 0.45 is the middle.
    [Fact]
    public void Best_ManyOffsetsAreBest_TakesTheMiddleOfTheWidestStretch()
    {
        IReadOnlyList<double>[] scores = [[0, 0.3], [0, -0.2], [0, -0.7], [0, -0.8]];

        var found = new OffsetSearch(ScoredRows.Of(["yes", "no"], scores, ["no", "no", "yes", "yes"]), DecisionObjective.Accuracy).Best(Ones(4), [[0, 0]]);

        Assert.Equal(0.45, found[1], 1e-12);
    }

    [Fact]
    public void Best_Weights_CountRowsSoOften()
    {
        var made = new ScoredCase(60, 3);
        int[] weights = [.. Enumerable.Range(0, 60).Select(i => i % 4)];
        int[] repeated = [.. weights.SelectMany((w, i) => Enumerable.Repeat(i, w))];
        var rows = ScoredRows.Of(ScoredCase.Labels, made.Scores, made.Truths);

        var weighted = new OffsetSearch(rows, DecisionObjective.Both).Best(weights, [[0, 0, 0]]);
        var copied = new OffsetSearch(rows.Select(repeated), DecisionObjective.Both).Best(Ones(repeated.Length), [[0, 0, 0]]);

        Assert.Equal(copied, weighted);
    }

    private static int[] Ones(int count) => [.. Enumerable.Repeat(1, count)];

    private static double Figure(DecisionObjective objective, DecisionOffsets offsets, IReadOnlyList<IReadOnlyList<double>> scores, IReadOnlyList<string> truths)
    {
        var figures = DecisionScores.Of(offsets.Labels, truths, [.. scores.Select(offsets.Decide)]);
        return objective switch
        {
            DecisionObjective.Accuracy => figures.Accuracy,
            DecisionObjective.MacroF1 => figures.MacroF1,
            _ => (figures.Accuracy + figures.MacroF1) / 2,
        };
    }
}
