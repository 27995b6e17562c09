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

        var card = TrainingCard.Markdown(new TrainingOptions { Output = "out", Quantization = quantization, Optimizer = optimizer }, "owner/base", "abc", "def", result);

        Assert.Contains(expectedBase, card, StringComparison.Ordinal);
        Assert.Contains(expectedOptimizer, card, StringComparison.Ordinal);
    }
}
