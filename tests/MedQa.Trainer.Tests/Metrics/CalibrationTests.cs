using MedQa.Trainer.Metrics;

namespace MedQa.Trainer.Tests.Metrics;

public class CalibrationTests
{
    private static readonly string[] _labels = ["yes", "no"];

    [Fact]
    public void Of_FourRows_FillsItsBins()
    {
        var result = Calibration.Of(_labels, ["yes", "no", "yes", "no"], [[0.75, 0.25], [0.75, 0.25], [0.5, 0.5], [0, 1]], bins: 4);

        // Bins end at their upper edge: 0.5 is in the second, 0.75 in the third, 1 in the last.
        Assert.Equal(
            [new(0, 0.25, 0, null, null), new(0.25, 0.5, 1, 0.5, 1), new(0.5, 0.75, 2, 0.75, 0.5), new(0.75, 1, 1, 1, 1)],
            result.Bins);
        Assert.Equal((0.5 + (2 * 0.25) + 0) / 4, result.ExpectedCalibrationError, 1e-12);
        Assert.Equal(((2 * 0.0625) + (2 * 0.5625) + 0.5 + 0) / 4, result.BrierScore, 1e-12);
    }

    [Fact]
    public void Of_NoRows_IsZero()
    {
        var result = Calibration.Of(_labels, [], []);

        Assert.Equal((0.0, 0.0), (result.ExpectedCalibrationError, result.BrierScore));
        Assert.Equal(Calibration.DefaultBins, result.Bins.Count);
    }

    [Theory]
    [InlineData(0.6, 0.6)]
    [InlineData(-0.1, 1.1)]
    [InlineData(double.NaN, 0.5)]
    public void Of_NumbersThatAreNoProbabilities_NamesTheRow(double first, double second)
    {
        var error = Assert.Throws<ArgumentException>(() => Calibration.Of(_labels, ["yes", "no"], [[0.5, 0.5], [first, second]]));

        Assert.StartsWith("Row 1 must have 2 probabilities that sum to 1.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_RowsThatDontFit_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => Calibration.Of(_labels, ["yes"], []));
        Assert.Throws<ArgumentException>(() => Calibration.Of(_labels, ["maybe"], [[0.5, 0.5]]));
        Assert.Throws<ArgumentException>(() => Calibration.Of(_labels, ["yes"], [[1]]));
    }
}
