using MedQa.Trainer.Metrics;

namespace MedQa.Trainer.Tests.Metrics;

public class PairedBootstrapTests
{
    private static readonly string[] _labels = ["yes", "no", "maybe"];

    // 400 differences, 0.5 in every second row: mean 0.25, its standard error 0.25 / sqrt(400) = 0.0125.
    [Fact]
    public void Means_KnownDifferences_HaveTheNormalInterval()
    {
        double[] before = [.. Enumerable.Range(0, 400).Select(i => i / 400.0)];
        double[] after = [.. before.Select((b, i) => b + (i % 2 == 0 ? 0.5 : 0))];

        var difference = PairedBootstrap.Means(before, after, 1, 4000);

        Assert.Equal(0.25, difference.Value, 1e-12);
        Assert.Equal(0.25 - (1.96 * 0.0125), difference.Low, 0.002);
        Assert.Equal(0.25 + (1.96 * 0.0125), difference.High, 0.002);
        Assert.Equal(1 / 4001.0, difference.P);
    }

    // Evenly spread differences of variance 1, moved so that their mean is one standard error, 1/20, from 0: a normal deviate lies that far out with 2 · (1 - Φ(1)) = 0.3173.
    [Fact]
    public void Means_OneStandardErrorFromNothing_HasTheNormalProbability()
    {
        double[] after = [.. Enumerable.Range(0, 400).Select(i => (Math.Sqrt(12) * (((i + 0.5) / 400) - 0.5)) + (1 / 20.0))];

        var difference = PairedBootstrap.Means(new double[400], after, 3, 10_000);

        Assert.Equal(0.3173, difference.P, 0.02);
    }

    [Fact]
    public void Of_CancelledWhileDrawing_EndsBeforeTheNextDraw()
    {
        using var cancel = new CancellationTokenSource();
        var drawn = 0;

        Assert.Throws<OperationCanceledException>(() => PairedBootstrap.Of(3, _ => Draw(), 1, 1_000, cancel.Token));

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
    public void Means_SameFigures_DifferByNothing()
    {
        double[] values = [0.1, 0.7, 0.3];

        Assert.Equal(new PairedDifference(0, 0, 0, 1, 100), PairedBootstrap.Means(values, values, 1, 100));
        Assert.Equal(new PairedDifference(0, 0, 0, 1, 100), PairedBootstrap.Means([], [], 1, 100));
    }

    [Fact]
    public void Means_ModelsTheOtherWayRound_TurnsTheSign()
    {
        double[] first = [.. Enumerable.Range(0, 50).Select(i => (i * 7 % 11) / 11.0)];
        double[] second = [.. Enumerable.Range(0, 50).Select(i => (i * 5 % 13) / 13.0)];

        var there = PairedBootstrap.Means(first, second, 5);
        var back = PairedBootstrap.Means(second, first, 5);

        Assert.Equal(there.Value, -back.Value, 1e-12);
        Assert.Equal(there.Low, -back.High, 1e-12);
        Assert.Equal(there.High, -back.Low, 1e-12);
        Assert.Equal(there.P, back.P);
    }

    [Fact]
    public void Decisions_MacroF1_EqualsTheSameOverLists()
    {
        var (truth, before, after) = MadeUp(90);

        var fast = PairedBootstrap.Decisions(Rows(truth, before), Rows(truth, after), m => m.MacroF1, 4, 200);
        var slow = PairedBootstrap.Of(truth.Length, rows => MacroF1(rows, truth, after) - MacroF1(rows, truth, before), 4, 200);

        Assert.Equal(slow, fast);
        Assert.True(fast.Value > 0.1 && fast.P < 0.05, $"{fast}");
    }

    [Fact]
    public void Decisions_OtherRows_AreRefused() => Assert.Throws<ArgumentException>(() =>
        PairedBootstrap.Decisions(Rows(["yes"], ["yes"]), Rows(["no"], ["yes"]), m => m.Accuracy, 1));

    private static double MacroF1(int[] rows, string[] truth, string?[] predicted) =>
        DecisionScores.Of(_labels, [.. rows.Select(i => truth[i])], [.. rows.Select(i => predicted[i])]).MacroF1;

    private static DecidedRows Rows(string[] truth, string?[] predicted) => DecidedRows.Of(_labels, truth, predicted);

    private static (string[] Truth, string?[] Before, string?[] After) MadeUp(int rows)
    {
        string[] truth = [.. Enumerable.Range(0, rows).Select(i => _labels[i * 7 % 10 / 4])];
        return (truth, [.. truth.Select((t, i) => i % 3 == 0 ? t : "yes")], [.. truth.Select((t, i) => i % 5 == 0 ? null : i % 3 == 1 ? "no" : t)]);
    }
}
