using MedQa.Trainer.Metrics;
using MedQa.Trainer.Reports;

namespace MedQa.Trainer.Tests.Reports;

public class DecisionResultTests
{
    private static readonly string[] _labels = ["yes", "no", "maybe"];

    [Fact]
    public void Of_CountedDraws_EqualsTheSameDrawsOverLists()
    {
        string[] truth = [.. Enumerable.Range(0, 120).Select(i => _labels[i * 7 % 10 / 4])];
        string?[] predicted = [.. truth.Select((t, i) => i % 9 == 0 ? null : i % 4 == 0 ? "yes" : t)];

        var result = DecisionResult.Of(_labels, truth, predicted, 3, 200);

        Assert.Equal(Slow(s => s.Accuracy), result.Accuracy);
        Assert.Equal(Slow(s => s.MacroF1), result.MacroF1);
        Assert.Equal(Slow(s => s.WeightedF1), result.WeightedF1);
        Assert.True(result.MacroF1.Low < result.MacroF1.Value && result.MacroF1.Value < result.MacroF1.High);

        Interval Slow(Func<DecisionScores, double> figure) => Bootstrap.Of(
            truth.Length, rows => figure(DecisionScores.Of(_labels, [.. rows.Select(i => truth[i])], [.. rows.Select(i => predicted[i])])), 3, 200);
    }
}
