using MedQa.Model.Quantization;
using MedQa.Trainer.Training;
using MedQa.Trainer.Training.Optimizers;

namespace MedQa.Trainer.Tests.Training;

public class TrainingCardTests
{
    [Theory]
    [InlineData(QuantizationKind.None, OptimizerKind.AdamW, "| base | owner/base, weights abc |", "| optimizer | AdamW, rate 0.0001 ")]
    [InlineData(QuantizationKind.Nf4, OptimizerKind.PagedAdamW8bit, "| base | owner/base, weights abc, in NF4 |", "| optimizer | AdamW with 8-bit states, rate 0.0001 ")]
    public void Markdown_QuantizationAndOptimizer_AreNamed(QuantizationKind quantization, OptimizerKind optimizer, string expectedBase, string expectedOptimizer)
    {
        var result = new TrainingResult(4, 8, 2, 0, 100, 4, 1.5, [new LossPoint(4, 2, 1.5)], 1) { PlannedSteps = 4 };

        var card = TrainingCard.Markdown(new TrainingOptions { Output = "out", Quantization = quantization, Optimizer = optimizer, DecisionWeight = 1 }, "owner/base", "abc", "def", result);

        Assert.Contains(expectedBase, card, StringComparison.Ordinal);
        Assert.Contains(expectedOptimizer, card, StringComparison.Ordinal);
        Assert.DoesNotContain("decision's tokens", card, StringComparison.Ordinal);
        Assert.Contains("| step | training loss | evaluation loss |\n|---|---|---|\n| 4 | 2.0000 | 1.5000 |\n", card, StringComparison.Ordinal);
    }

    [Fact]
    public void Markdown_DecisionsAndStart_AreNamed()
    {
        var point = new LossPoint(4, 2, 1.5) { DecisionLoss = 0.75, MacroF1 = 0.439, Accuracy = 0.628 };
        var result = new TrainingResult(4, 8, 2, 0, 100, 4, 1.5, [new LossPoint(2, 3, 1.6), point], 1) { PlannedSteps = 4 };
        var options = new TrainingOptions { Output = "out", DecisionWeight = 8, Keep = KeptWeights.MacroF1 };

        var card = TrainingCard.Markdown(options, "owner/base", "abc", "def", result, new StartingAdapter("/x/first", "first", "0123", "4567"));

        Assert.Contains("| loss | the decision's tokens count 8 times |", card, StringComparison.Ordinal);
        Assert.Contains("| starts from | first, weights 0123 |", card, StringComparison.Ordinal);
        Assert.Contains("kept: step 4, by the watched rows' macro-F1 |", card, StringComparison.Ordinal);
        Assert.Contains("| 2 | 3.0000 | 1.6000 | – | – | – |\n| 4 | 2.0000 | 1.5000 | 0.7500 | 43.9 | 62.8 |", card, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(KeptWeights.MacroF1, "kept: step 4, the last: no evaluation was at a checkpoint |")]
    [InlineData(KeptWeights.Best, "kept: step 4 |")]
    public void Markdown_NothingChosen_SaysThatTheLastWeightsWereKept(KeptWeights keep, string expected)
    {
        var result = new TrainingResult(4, 8, 2, 0, 100, 4, null, [new LossPoint(3, 2, 1.5) { MacroF1 = 0.4, Accuracy = 0.5 }], 1) { PlannedSteps = 4 };

        var card = TrainingCard.Markdown(new TrainingOptions { Output = "out", Keep = keep }, "owner/base", "abc", "def", result);

        Assert.Contains(expected, card, StringComparison.Ordinal);
    }
}
