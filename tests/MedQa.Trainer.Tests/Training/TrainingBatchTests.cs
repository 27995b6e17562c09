using MedQa.Trainer.Data;
using MedQa.Trainer.Training;

namespace MedQa.Trainer.Tests.Training;

public class TrainingBatchTests
{
    [Fact]
    public void Of_TwoRows_PadsOnTheRightAndPredictsEachResponseTokenFromTheOneBefore()
    {
        var batch = TrainingBatch.Of([Example(5, 6, -7, -8), Example(9, -10)], padding: 0);

        Assert.Equal(4, batch.Width);
        Assert.Equal([5, 6, 7, 8, 9, 10, 0, 0], batch.Ids);
        Assert.Equal([1, 2, 4], batch.Positions);
        Assert.Equal([7, 8, 10], batch.Targets);
        Assert.Equal(6, batch.TokenCount);
    }

    [Fact]
    public void Of_FirstTokenIsResponse_IsNotPredicted()
    {
        var batch = TrainingBatch.Of([Example(-5, -6)], padding: 0);

        Assert.Equal([0], batch.Positions);
        Assert.Equal([6], batch.Targets);
    }

    /// <summary>Ids below 0 stand for response tokens.</summary>
    private static TrainingExample Example(params int[] ids) => new([.. ids.Select(Math.Abs)], [.. ids.Select(i => i < 0)], "r");
}
