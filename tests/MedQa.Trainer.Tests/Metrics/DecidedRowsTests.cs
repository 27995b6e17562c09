using MedQa.Trainer.Metrics;

namespace MedQa.Trainer.Tests.Metrics;

public class DecidedRowsTests
{
    [Fact]
    public void Confusion_ARowTwice_CountsItTwice()
    {
        var rows = DecidedRows.Of(["yes", "no"], ["yes", "no", "no"], ["no", null, "no"]);

        var counts = rows.Confusion([2, 1, 2]);

        Assert.Equal((3, 2, 1, 0), (counts.Total, counts[1, 1], counts[1, 2], counts[0, 1]));
        Assert.Equal((2 / 3.0, 0.8 / 2), (counts.Accuracy, counts.MacroF1));
    }
}
