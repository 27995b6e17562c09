using MedQa.Model.Answers;

namespace MedQa.Model.Tests.Answers;

public class DecisionTests
{
    private static readonly string[] _labels = ["yes", "no", "maybe"];

    [Fact]
    public void Label_WithoutOffsets_IsTheLikeliest()
    {
        var decision = new Decision(_labels, [Math.Log(0.2), Math.Log(0.1), Math.Log(0.1)]);

        Assert.Equal("yes", decision.Label);
        Assert.Equal([0.5, 0.25, 0.25], decision.Probabilities.Select(p => Math.Round(p, 12)));
    }

    [Fact]
    public void Label_WithOffsets_IsTheLikeliestAfterThem()
    {
        double[] logs = [Math.Log(0.2), Math.Log(0.1), Math.Log(0.1)];

        var decision = new Decision(_labels, logs, [0, 0, Math.Log(5)]);

        Assert.Equal("maybe", decision.Label);
        Assert.Equal([0.25, 0.125, 0.625], decision.Probabilities.Select(p => Math.Round(p, 12)));
        Assert.Equal(logs, decision.LogProbabilities);
    }

    [Fact]
    public void Label_EqualScores_IsTheFirst() => Assert.Equal("no", new Decision(_labels, [-3, -1, -1]).Label);
}
