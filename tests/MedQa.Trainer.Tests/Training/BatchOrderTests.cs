using MedQa.Trainer.Data;
using MedQa.Trainer.Training;

namespace MedQa.Trainer.Tests.Training;

public class BatchOrderTests
{
    private static readonly TrainingExample[] Rows =
        [.. Enumerable.Range(0, 53).Select(i => new TrainingExample(new int[1 + (i * 17 % 40)], new bool[1 + (i * 17 % 40)], $"{i}"))];

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void At_OneEpoch_TakesEveryRowOnce(int window)
    {
        var order = new BatchOrder(Rows, batch: 8, window, seed: 1);

        Assert.Equal(7, order.StepsPerEpoch);
        for (var epoch = 0; epoch < 2; epoch++)
        {
            var taken = Enumerable.Range(epoch * 7, 7).SelectMany(order.At).Select(r => r.RowId).ToArray();
            Assert.Equal(53, taken.Distinct().Count());
            Assert.Equal(53, taken.Length);
        }
    }

    [Fact]
    public void At_AskedFromTheMiddle_GivesTheSameRows()
    {
        var whole = new BatchOrder(Rows, batch: 8, window: 2, seed: 1);
        var expected = Enumerable.Range(0, 14).Select(s => whole.At(s).Select(r => r.RowId).ToArray()).ToArray();

        var resumed = new BatchOrder(Rows, batch: 8, window: 2, seed: 1);

        Assert.Equal(expected[9], resumed.At(9).Select(r => r.RowId));
        Assert.NotEqual(expected[2], expected[9]);
    }

    [Fact]
    public void At_WithWindow_LengthsOfABatchAreAlike()
    {
        Assert.True(Spread(new BatchOrder(Rows, 8, 7, 1)) < Spread(new BatchOrder(Rows, 8, 0, 1)) / 2);

        static int Spread(BatchOrder order) =>
            Enumerable.Range(0, order.StepsPerEpoch).Select(order.At).Sum(b => (b.Count * b.Max(r => r.Ids.Length)) - b.Sum(r => r.Ids.Length));
    }
}
