using MedQa.Trainer.Data;
using MedQa.Trainer.Evaluation;

namespace MedQa.Trainer.Tests.Evaluation;

public class ShotChoiceTests
{
    private static readonly string[] _labels = ["yes", "no", "maybe"];

    private static readonly QaRow[] _rows = [.. Enumerable.Range(0, 30).Select(i => new QaRow($"{i}", "q", [], "a", _labels[i % 3], null))];

    [Theory]
    [InlineData(3)]
    [InlineData(7)]
    public void Of_Rows_TakesTheLabelsInTurn(int count)
    {
        var chosen = ShotChoice.Of(_rows, _labels, count, seed: 5);

        Assert.Equal(count, chosen.Distinct().Count());
        var byLabel = chosen.Select(id => _rows.Single(r => r.Id == id).Decision).ToList();
        Assert.Equal(byLabel.Take(3).Distinct().Count(), Math.Min(3, count));
        Assert.Equal(byLabel.Skip(3), byLabel.Take(count - 3));
    }

    [Fact]
    public void Of_OrderOfTheFile_DoesNotMatterAndTheSeedDoes()
    {
        Assert.Equal(ShotChoice.Of(_rows, _labels, 6, 5), ShotChoice.Of([.. _rows.Reverse()], _labels, 6, 5));
        Assert.NotEqual(ShotChoice.Of(_rows, _labels, 6, 5), ShotChoice.Of(_rows, _labels, 6, 6));
    }

    [Fact]
    public void Of_TooFewRows_SaysOfWhichLabel()
    {
        var error = Assert.Throws<ArgumentException>(() => ShotChoice.Of([.. _rows.Where(r => r.Decision != "maybe")], _labels, 3, 5));

        Assert.Contains("maybe", error.Message, StringComparison.Ordinal);
    }
}
