using MedQa.Trainer.Pretraining;

namespace MedQa.Trainer.Tests.Pretraining;

public class PackedBatchesTests
{
    private const int Length = 5;
    private const int Batch = 3;

    [Fact]
    public void At_OneEpoch_WindowsFollowEachOtherAndRowsStayWhole()
    {
        var corpus = Corpus();
        var batches = new PackedBatches(corpus, Length, Batch, seed: 4);
        var windows = Enumerable.Range(0, batches.BatchesPerEpoch).SelectMany(s => batches.At(s).Chunk(Length + 1)).ToDictionary(w => w[0], w => w);

        Assert.Equal(batches.BatchesPerEpoch * Batch, windows.Count);

        // Each id of the corpus is there once, so that an id tells its row; a row's ids follow each other.
        foreach (var window in windows.Values)
        {
            for (var i = 1; i < window.Length; i++)
            {
                Assert.True(window[i] == window[i - 1] + 1 || IsRowStart(window[i]), $"{window[i]} follows {window[i - 1]}");
            }
        }
    }

    [Fact]
    public void At_AskedFromTheMiddle_GivesTheSameBatch()
    {
        var whole = new PackedBatches(Corpus(), Length, Batch, seed: 4);
        var all = Enumerable.Range(0, 2 * whole.BatchesPerEpoch).Select(whole.At).ToArray();

        var resumed = new PackedBatches(Corpus(), Length, Batch, seed: 4);

        Assert.Equal(all[^2], resumed.At(all.Length - 2));
        Assert.NotEqual(all[0], all[whole.BatchesPerEpoch]);
    }

    [Fact]
    public void Create_CorpusBelowOneBatch_SaysBothCounts()
    {
        var error = Assert.Throws<InvalidDataException>(() => new PackedBatches(Corpus(), 100, 3, 0));

        Assert.Contains("210", error.Message, StringComparison.Ordinal);
        Assert.Contains("301", error.Message, StringComparison.Ordinal);
    }

    /// <summary>30 rows of 7 ids, all ids different.</summary>
    private static TokenizedCorpus Corpus() => new([.. Enumerable.Range(0, 210)], [.. Enumerable.Repeat(7, 30)], []);

    private static bool IsRowStart(long id) => id % 7 == 0;
}
