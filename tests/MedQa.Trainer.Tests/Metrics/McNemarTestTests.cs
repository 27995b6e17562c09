using MedQa.Trainer.Metrics;

namespace MedQa.Trainer.Tests.Metrics;

public class McNemarTestTests
{
    [Fact]
    public void Of_RightAndWrong_CountsRowsThatOneAloneHasRight()
    {
        var test = McNemarTest.Of([true, true, true, false, false, true], [true, false, false, true, false, false]);

        Assert.Equal((3, 1), (test.OnlyBaseline, test.OnlyFineTuned));
        Assert.Equal(2 * (1 + 4) / 16.0, test.ExactP, 1e-12);
        Assert.Equal(1 / 4.0, test.ChiSquare);
    }

    [Fact]
    public void Of_DecidedRows_EqualsRightAndWrong()
    {
        string[] truth = ["yes", "no", "yes"];
        var first = DecidedRows.Of(["yes", "no"], truth, ["yes", "yes", null]);
        var second = DecidedRows.Of(["yes", "no"], truth, ["no", "no", "yes"]);

        Assert.Equal(McNemarTest.Of(1, 2), McNemarTest.Of(first, second));
    }

    [Fact]
    public void Of_NoDifference_IsCertainlyNone()
    {
        Assert.Equal(new McNemarTest(0, 0, 1, 0, 1), McNemarTest.Of([true, false], [true, false]));
        Assert.Equal(new McNemarTest(4, 4, 1, 0, 1), McNemarTest.Of(4, 4));
    }

    [Fact]
    public void Of_OtherRows_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => McNemarTest.Of([true], [true, false]));
        Assert.Throws<ArgumentException>(() => McNemarTest.Of(
            DecidedRows.Of(["yes", "no"], ["yes"], ["yes"]), DecidedRows.Of(["yes", "no"], ["no"], ["yes"])));
    }
}
