using MedQa.Trainer.Metrics;

namespace MedQa.Trainer.Tests.Metrics;

public class GroupScoresTests
{
    private static readonly string[] _labels = ["yes", "no"];
    private static readonly DecidedRows _baseline = DecidedRows.Of(_labels, ["yes", "no", "yes", "no", "yes"], ["yes", "yes", "yes", "no", null]);
    private static readonly DecidedRows _fineTuned = DecidedRows.Of(_labels, ["yes", "no", "yes", "no", "yes"], ["yes", "no", "no", "no", "yes"]);

    [Fact]
    public void ByYear_WithUnknownYears_GoesFromTheEarliestToTheUnknown()
    {
        var scores = GroupScores.ByYear([2004, 1999, null, null, 2004], _baseline, _fineTuned, 1);

        Assert.Equal(
            [
                new GroupScore("1999", 1, new(0, 0), new(1, 0.5)),
                new GroupScore("2004", 2, new(0.5, 1 / 3.0), new(1, 0.5)),
                new GroupScore("unknown", 2, new(1, 1), new(0.5, 1 / 3.0)),
            ],
            scores.Groups);
        Assert.Equal((0, 0), (scores.LeftOutGroups, scores.UncoveredRows));
    }

    [Fact]
    public void ByHeading_RowsOfSeveral_AreInEachOnceLargestFirst()
    {
        IReadOnlyList<string>[] headings = [["Pain", "Adult", "Pain"], ["adult"], ["Adult", "Zinc"], [], ["Zinc", "Adult"]];

        var scores = GroupScores.ByHeading(headings, _baseline, null, 1);

        Assert.Equal([("Adult", 3), ("Zinc", 2), ("Pain", 1), ("adult", 1), ("unknown", 1)], scores.Groups.Select(g => (g.Group, g.Count)));
        Assert.All(scores.Groups, g => Assert.Null(g.FineTuned));
        Assert.Equal(2 / 3.0, scores.Groups[0].Baseline.Accuracy);
    }

    [Fact]
    public void ByHeading_SmallGroups_AreLeftOutAndCounted()
    {
        IReadOnlyList<string>[] headings = [["Pain", "Adult"], ["Pain"], ["Zinc"], [], ["Pain"]];

        var scores = GroupScores.ByHeading(headings, _baseline, _fineTuned, 2);

        Assert.Equal("Pain", Assert.Single(scores.Groups).Group);
        Assert.Equal((2, 3, 2), (scores.FewestRows, scores.LeftOutGroups, scores.UncoveredRows));
    }

    [Fact]
    public void ByYear_OtherRows_AreRefused() => Assert.Throws<ArgumentException>(() => GroupScores.ByYear([1999], _baseline, null, 1));
}
