using MedQa.Trainer.Metrics;

namespace MedQa.Trainer.Tests.Metrics;

/// <summary>Expected values by hand, as scikit-learn's f1_score(labels=[…], zero_division=0) gives them.</summary>
public class DecisionScoresTests
{
    private static readonly string[] _labels = ["yes", "no", "maybe"];

    [Fact]
    public void Of_MixedDecisions_CountsThem()
    {
        string[] truth = ["yes", "yes", "yes", "yes", "no", "no", "no", "maybe", "maybe", "yes"];
        string?[] predicted = ["yes", "yes", "no", null, "no", "no", "yes", "no", "maybe", "unknown"];

        var scores = DecisionScores.Of(_labels, truth, predicted);

        Assert.Equal(0.5, scores.Accuracy, 12);
        Assert.Equal([4.0 / 8, 4.0 / 7, 2.0 / 3], scores.Classes.Select(c => c.F1));
        Assert.Equal(((4.0 / 8) + (4.0 / 7) + (2.0 / 3)) / 3, scores.MacroF1, 12);
        Assert.Equal(((4.0 / 8 * 5) + (4.0 / 7 * 3) + (2.0 / 3 * 2)) / 10, scores.WeightedF1, 12);
        Assert.Equal([2.0 / 3, 2.0 / 4, 1.0], scores.Classes.Select(c => c.Precision));
        Assert.Equal([2.0 / 5, 2.0 / 3, 1.0 / 2], scores.Classes.Select(c => c.Recall));
        Assert.Equal([(5, 3), (3, 4), (2, 1)], scores.Classes.Select(c => (c.Support, c.Predicted)));
        Assert.Equal([2, 1, 0, 2], scores.Confusion[0]);
        Assert.Equal([1, 2, 0, 0], scores.Confusion[1]);
        Assert.Equal([0, 1, 1, 0], scores.Confusion[2]);
    }

    // MEASURES.md: always "yes" on the official test is 55.2% and 23.7 macro-F1 (276 yes, 169 no, 55 maybe).
    [Fact]
    public void Of_AlwaysYes_GivesTheKnownBaseline()
    {
        string[] truth = [.. Enumerable.Repeat("yes", 276), .. Enumerable.Repeat("no", 169), .. Enumerable.Repeat("maybe", 55)];

        var scores = DecisionScores.Of(_labels, truth, [.. Enumerable.Repeat("yes", 500)]);

        Assert.Equal(55.2, 100 * scores.Accuracy, 0.05);
        Assert.Equal(23.7, 100 * scores.MacroF1, 0.05);
        Assert.Equal([(0.0, 0.0, 0.0), (0.0, 0.0, 0.0)], scores.Classes.Skip(1).Select(c => (c.Precision, c.Recall, c.F1)));
    }

    [Fact]
    public void Of_AllUnparseable_IsZeroEverywhere()
    {
        var scores = DecisionScores.Of(_labels, ["yes", "no"], [null, null]);

        Assert.Equal((0.0, 0.0, 0.0), (scores.Accuracy, scores.MacroF1, scores.WeightedF1));
        Assert.Equal([0, 0, 0, 1], scores.Confusion[0]);
    }

    [Fact]
    public void Of_NoRows_IsZero()
    {
        var scores = DecisionScores.Of(_labels, [], []);

        Assert.Equal((0.0, 0.0, 0.0), (scores.Accuracy, scores.MacroF1, scores.WeightedF1));
    }

    [Fact]
    public void Of_TruthOutsideTheLabels_IsRefused() =>
        Assert.Throws<ArgumentException>(() => DecisionScores.Of(_labels, ["perhaps"], ["yes"]));

    [Fact]
    public void Of_ListsOfDifferentLength_AreRefused() =>
        Assert.Throws<ArgumentException>(() => DecisionScores.Of(_labels, ["yes"], []));
}
