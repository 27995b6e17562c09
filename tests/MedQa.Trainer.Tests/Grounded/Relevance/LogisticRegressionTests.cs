using MedQa.Trainer.Grounded.Relevance;

namespace MedQa.Trainer.Tests.Grounded.Relevance;

public sealed class LogisticRegressionTests
{
    private static readonly double[][] _rows =
        [[0.2, 1], [1.5, -0.3], [-0.7, 0.4], [2.1, 0.9], [-1.2, -1.1], [0.4, 0.1], [-0.3, 1.7], [1.1, -1.4], [-1.9, 0.6], [0.8, 0.5], [0, -0.2], [-0.5, -0.9]];

    private static readonly bool[] _labels = [true, true, false, true, false, false, true, true, false, true, false, true];

    /// <summary>The reference is plain gradient descent in Python, run until the gradient is below 1e-13.</summary>
    [Theory]
    [InlineData(0.5, 0.273418459, 1.297226113, 0.318460401)]
    [InlineData(5, 0.28863398, 0.483561996, 0.100750576)]
    public void Fit_KnownRows_GivesTheReferencesWeights(double ridge, double bias, double first, double second)
    {
        var weights = LogisticRegression.Fit(_rows, _labels, ridge);

        Assert.Equal(bias, weights[0], 1e-5);
        Assert.Equal(first, weights[1], 1e-5);
        Assert.Equal(second, weights[2], 1e-5);
    }

    [Fact]
    public void Fit_RowsThatALineParts_StaysFinite()
    {
        var weights = LogisticRegression.Fit([[-1], [-2], [1], [2]], [false, false, true, true], 1e-3);

        Assert.True(double.IsFinite(weights[1]) && weights[1] > 3, $"{weights[1]}");
        Assert.Equal(0, weights[0], 1e-6);
    }

    [Theory]
    [InlineData(800)]
    [InlineData(-800)]
    public void LogLoss_FarOut_IsNoInfinity(double sum)
    {
        Assert.Equal(sum > 0 ? 0 : 800, LogisticRegression.LogLoss([0, 1], [sum], label: true), 1e-9);
        Assert.InRange(LogisticRegression.Score([0, 1], [sum]), 0, 1);
    }
}
