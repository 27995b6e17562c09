using MedQa.Trainer.Data;
using MedQa.Trainer.Training;

namespace MedQa.Trainer.Tests.Training;

public class MicroBatchesTests
{
    private static readonly TrainingExample[] Rows = [.. new[] { 10, 30, 25, 70, 5, 5, 40 }.Select((n, i) => new TrainingExample(new int[n], new bool[n], $"{i}"))];

    [Theory]
    [InlineData(2, 0, "0,1 2,3 4,5 6")]
    [InlineData(7, 0, "0,1,2,3,4,5,6")]
    [InlineData(2, 65, "0,1,2 3 4,5,6")]
    [InlineData(2, 50, "0,1 2 3 4,5,6")]
    [InlineData(2, 1000, "0,1,2,3,4,5,6")]
    public void Divide_RowsOrTokens_KeepsTheOrderAndTheLimit(int rows, int tokens, string expected)
    {
        var parts = new MicroBatches(rows, tokens).Divide(Rows);

        Assert.Equal(expected, string.Join(' ', parts.Select(p => string.Join(',', p.Select(r => r.RowId)))));
    }

    [Theory]
    [InlineData(2, 0, 110)]
    [InlineData(2, 50, 70)]
    [InlineData(2, 100, 100)]
    public void Most_AnyOrder_IsNeverExceeded(int rows, int tokens, int expected) => Assert.Equal(expected, new MicroBatches(rows, tokens).Most(Rows));
}
