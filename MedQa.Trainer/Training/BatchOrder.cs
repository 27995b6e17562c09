using MedQa.Trainer.Data;

namespace MedQa.Trainer.Training;

/// <summary>
/// Which examples make a step's batch. Each epoch takes all examples in a random order; with a window, those of a window of
/// that many batches are sorted by length first, so that a batch holds rows of like length, and the batches are shuffled again.
/// </summary>
/// <remarks>Depends on the seed and the step alone.</remarks>
internal sealed class BatchOrder
{
    private readonly IReadOnlyList<TrainingExample> examples;
    private readonly int batch;
    private readonly int window;
    private readonly long seed;
    private int epoch = -1;
    private List<int[]> batches = [];

    /// <param name="batch">Examples of a step.</param>
    /// <param name="window">Batches whose examples are sorted by length together; 0 sorts nothing.</param>
    public BatchOrder(IReadOnlyList<TrainingExample> examples, int batch, int window, long seed)
    {
        this.examples = examples;
        this.batch = batch;
        this.window = window;
        this.seed = seed;
        StepsPerEpoch = (examples.Count + batch - 1) / batch;
    }

    /// <summary>Steps of an epoch; the last may be smaller.</summary>
    public int StepsPerEpoch { get; }

    /// <summary>A step's examples.</summary>
    public IReadOnlyList<TrainingExample> At(int step)
    {
        if (step / StepsPerEpoch != epoch)
        {
            epoch = step / StepsPerEpoch;
            batches = Shuffle();
        }

        return [.. batches[step % StepsPerEpoch].Select(i => examples[i])];
    }

    private List<int[]> Shuffle()
    {
        var order = SeededShuffle.Permutation(examples.Count, seed, epoch);
        if (window == 0)
        {
            return [.. order.Chunk(batch)];
        }

        var sorted = order.Chunk(batch * window)
            .SelectMany(c => c.OrderBy(i => examples[i].Ids.Length).Chunk(batch)).ToArray();
        new SeededShuffle(seed, ~(long)epoch).Apply<int[]>(sorted);
        return [.. sorted];
    }
}
