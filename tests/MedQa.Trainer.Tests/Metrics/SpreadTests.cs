using MedQa.Trainer.Metrics;

namespace MedQa.Trainer.Tests.Metrics;

public sealed class SpreadTests
{
    [Fact]
    public void Of_SeveralValues_IsTheSamplesDeviation()
    {
        var spread = Spread.Of([2, 4, 4, 4, 5, 5, 7, 9]);

        Assert.Equal((5.0, 2.0, 9.0), (spread.Mean, spread.Lowest, spread.Highest));
        Assert.Equal(Math.Sqrt(32.0 / 7), spread.StandardDeviation!.Value, 1e-12);
    }

    [Fact]
    public void Of_OneValue_HasNoDeviation() => Assert.Equal(new Spread(3, null, 3, 3), Spread.Of([3]));
}
