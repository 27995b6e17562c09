using MedQa.Trainer.Data;
using MedQa.Trainer.Training;

namespace MedQa.Trainer.Tests.Training;

public class PackedBatchBuilderTests
{
    [Fact]
    public void Of_TwoRows_LaysThemOneBehindTheOtherAndPredictsEachResponseTokenFromTheOneBefore()
    {
        var batch = PackedBatchBuilder.Of([Example(5, 6, -7, -8), Example(9, -10)]);

        Assert.Equal([5, 6, 7, 8, 9, 10], batch.Ids);
        Assert.Equal([4, 2], batch.Lengths);
        Assert.Equal([1, 2, 4], batch.Positions);
        Assert.Equal([7, 8, 10], batch.Targets);
        batch.Validate(11);
    }

    [Fact]
    public void Of_DecisionWeight_WeighsTheTokensOfTheDecisionAlone()
    {
        TrainingExample[] rows = [Example(5, 6, -7, -8) with { LabelTokens = 2..3 }, Example(9, -10), Example(1, -2, -3, -4) with { LabelTokens = 1..3 }];

        var batch = PackedBatchBuilder.Of(rows, decisionWeight: 2.5);

        Assert.Equal([7, 8, 10, 2, 3, 4], batch.Targets);
        Assert.Equal([2.5f, 1, 1, 2.5f, 2.5f, 1], batch.Weights!);
        Assert.Equal(10.5, batch.TargetWeight);
        Assert.Null(PackedBatchBuilder.Of(rows).Weights);
    }

    [Fact]
    public void Of_FirstTokenIsResponse_IsNotPredictedFromTheRowBefore()
    {
        var batch = PackedBatchBuilder.Of([Example(3, -4), Example(-5, -6)]);

        Assert.Equal([0, 2], batch.Positions);
        Assert.Equal([4, 6], batch.Targets);
    }

    [Fact]
    public void OfWindows_TwoWindows_EveryTokenButTheFirstIsPredicted()
    {
        var batch = PackedBatchBuilder.OfWindows([1, 2, 3, 4, 4, 5, 6, 7], length: 3);

        Assert.Equal([1, 2, 3, 4, 5, 6], batch.Ids);
        Assert.Equal([3, 3], batch.Lengths);
        Assert.Equal([0, 1, 2, 3, 4, 5], batch.Positions);
        Assert.Equal([2, 3, 4, 5, 6, 7], batch.Targets);
    }

    /// <summary>Ids below 0 stand for response tokens.</summary>
    private static TrainingExample Example(params int[] ids) => new([.. ids.Select(Math.Abs)], [.. ids.Select(i => i < 0)], "r");
}
