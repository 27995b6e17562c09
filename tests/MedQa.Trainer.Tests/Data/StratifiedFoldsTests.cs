using MedQa.Trainer.Data;

namespace MedQa.Trainer.Tests.Data;

public class StratifiedFoldsTests
{
    private static readonly QaRow[] _rows = Rows(("yes", 276), ("no", 169), ("maybe", 55), (null, 3));

    [Theory]
    [InlineData(10)]
    [InlineData(7)]
    [InlineData(3)]
    public void Of_AnyFolds_AreAsLargeAndAsMixedToOneRow(int folds)
    {
        var splits = StratifiedFolds.Of(_rows, folds, 0);

        Assert.Equal(folds, splits.Count);
        AssertEven(splits.Select(s => s.Test.Count));
        var decisions = _rows.ToDictionary(r => r.Id, r => r.Decision ?? "none");
        foreach (var decision in (string[])["yes", "no", "maybe", "none"])
        {
            AssertEven(splits.Select(s => s.Test.Count(id => decisions[id] == decision)));
        }
    }

    [Fact]
    public void Of_EveryFold_TestsEachRowOnceAndLeavesNoneOut()
    {
        var splits = StratifiedFolds.Of(_rows, 10, 0);
        var all = _rows.Select(r => r.Id).Order(StringComparer.Ordinal).ToList();

        Assert.Equal(all, splits.SelectMany(s => s.Test).Order(StringComparer.Ordinal));
        for (var fold = 0; fold < splits.Count; fold++)
        {
            Assert.Empty(splits[fold].Validation);
            Assert.Equal(all, splits[fold].Train.Concat(splits[fold].Test).Order(StringComparer.Ordinal));
            Assert.Equal(splits[fold].Train.Order(StringComparer.Ordinal), splits[fold].Train);
            Assert.Equal(splits[fold].Test.Order(StringComparer.Ordinal), splits[fold].Test);
        }
    }

    [Fact]
    public void Of_TwoFolds_EachTrainsOnTheOther()
    {
        var splits = StratifiedFolds.Of(_rows, 2, 0);

        Assert.Equal(splits[1].Test, splits[0].Train);
        Assert.Equal(splits[0].Test, splits[1].Train);
    }

    [Fact]
    public void Of_RowsInAnotherOrder_GivesTheSameFolds() =>
        Assert.Equivalent(StratifiedFolds.Of(_rows, 10, 4), StratifiedFolds.Of([.. _rows.Reverse()], 10, 4), strict: true);

    [Fact]
    public void Of_AnotherSeed_GivesOtherFolds() =>
        Assert.NotEqual(StratifiedFolds.Of(_rows, 10, 4)[0].Test, StratifiedFolds.Of(_rows, 10, 5)[0].Test);

    // A published result names its seed: the folds of a seed must stay what they were.
    [Fact]
    public void Of_SeedZero_GivesTheseFoldsForEver()
    {
        var splits = StratifiedFolds.Of(Rows(("yes", 5), ("no", 4), ("maybe", 2)), 3, 0);

        Assert.Equal("0 4 5 9 | 1 10 3 8 | 2 6 7", string.Join(" | ", splits.Select(s => string.Join(' ', s.Test))));
    }

    [Fact]
    public void Of_WhatCantBeDivided_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => StratifiedFolds.Of(_rows, 1, 0));
        Assert.Throws<ArgumentException>(() => StratifiedFolds.Of(_rows, 504, 0));
        var error = Assert.Throws<ArgumentException>(() => StratifiedFolds.Of([_rows[0], _rows[1], _rows[2], _rows[0]], 3, 0));
        Assert.StartsWith("Id 0 is there twice.", error.Message, StringComparison.Ordinal);
    }

    private static void AssertEven(IEnumerable<int> counts)
    {
        var list = counts.ToList();
        Assert.True(list.Max() - list.Min() <= 1, string.Join(", ", list));
    }

    private static QaRow[] Rows(params (string? Decision, int Count)[] counts) =>
        [.. counts.SelectMany(c => Enumerable.Repeat(c.Decision, c.Count)).Select((decision, i) => new QaRow($"{i}", "q", [], "a", decision, null))];
}
