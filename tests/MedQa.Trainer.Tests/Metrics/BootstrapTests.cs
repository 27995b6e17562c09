using MedQa.Trainer.Metrics;

namespace MedQa.Trainer.Tests.Metrics;

public class BootstrapTests
{
    private static readonly double[] _values = [.. Enumerable.Range(0, 400).Select(i => i % 4 == 0 ? 1.0 : 0.0)];

    [Fact]
    public void Mean_SameSeed_GivesTheSameInterval()
    {
        Assert.Equal(Bootstrap.Mean(_values, 7), Bootstrap.Mean(_values, 7));
        Assert.NotEqual(Bootstrap.Mean(_values, 7), Bootstrap.Mean(_values, 8));
    }

    // The standard error of a mean of 400 draws with p = 0.25 is sqrt(0.25 * 0.75 / 400) = 0.0217; 1.96 of them to each side.
    [Fact]
    public void Mean_Proportion_HasTheNormalInterval()
    {
        var interval = Bootstrap.Mean(_values, 1, 4000);

        Assert.Equal(0.25, interval.Value);
        Assert.Equal(0.25 - 0.0424, interval.Low, 0.005);
        Assert.Equal(0.25 + 0.0424, interval.High, 0.005);
    }

    [Fact]
    public void Of_CancelledWhileDrawing_EndsBeforeTheNextDraw()
    {
        using var cancel = new CancellationTokenSource();
        var drawn = 0;

        Assert.Throws<OperationCanceledException>(() => Bootstrap.Of(3, _ => Draw(), 1, 1_000, cancel.Token));

        Assert.Equal(10, drawn);

        double Draw()
        {
            if (++drawn == 10)
            {
                cancel.Cancel();
            }

            return drawn;
        }
    }

    [Fact]
    public void Mean_OneOrNoValue_IsThatValue()
    {
        Assert.Equal(new Interval(3, 3, 3), Bootstrap.Mean([3], 1));
        Assert.Equal(new Interval(0, 0, 0), Bootstrap.Mean([], 1));
    }
}
