using MedQa.Trainer.Training;

namespace MedQa.Trainer.Pretraining;

/// <summary>
/// Cuts a corpus into sequences without padding: each epoch the rows are joined in a random order and cut into windows of
/// <c>length + 1</c> ids, of which neighbours share one (the last target is the next window's first input); the windows are
/// taken in a random order. The epoch's last rows that fill no batch are dropped.
/// </summary>
/// <remarks>The batch of a step depends on the seed and the step's number alone, so that a resumed run sees the same ones. Not thread-safe.</remarks>
internal sealed class PackedBatches
{
    private readonly TokenizedCorpus corpus;
    private readonly long[] starts;
    private readonly int length;
    private readonly int batch;
    private readonly long seed;
    private int epoch = -1;
    private int[] stream = [];
    private int[] windows = [];

    /// <param name="length">T, predicted tokens of a sequence.</param>
    /// <param name="batch">B, sequences of a batch.</param>
    /// <exception cref="InvalidDataException">The corpus does not fill one batch.</exception>
    public PackedBatches(TokenizedCorpus corpus, int length, int batch, long seed)
    {
        this.corpus = corpus;
        this.length = length;
        this.batch = batch;
        this.seed = seed;
        starts = new long[corpus.Lengths.Length];
        for (var i = 1; i < starts.Length; i++)
        {
            starts[i] = starts[i - 1] + corpus.Lengths[i - 1];
        }

        BatchesPerEpoch = (corpus.Tokens.Length - 1) / length / batch;
        if (BatchesPerEpoch < 1)
        {
            throw new InvalidDataException($"The corpus has {corpus.Tokens.Length} tokens; one batch takes {((long)batch * length) + 1} ({batch} sequences of {length}). Give more text or make the batch smaller.");
        }
    }

    /// <summary>Whole batches that an epoch gives.</summary>
    public int BatchesPerEpoch { get; }

    /// <summary>The ids of a step's batch, [B, T + 1], row after row.</summary>
    public long[] At(int step)
    {
        if (step / BatchesPerEpoch != epoch)
        {
            Shuffle(step / BatchesPerEpoch);
        }

        var ids = new long[batch * (length + 1)];
        for (var row = 0; row < batch; row++)
        {
            var window = stream.AsSpan(windows[((step % BatchesPerEpoch) * batch) + row] * length, length + 1);
            for (var i = 0; i < window.Length; i++)
            {
                ids[(row * (length + 1)) + i] = window[i];
            }
        }

        return ids;
    }

    private void Shuffle(int next)
    {
        epoch = next;
        stream = new int[corpus.Tokens.Length];
        var offset = 0;
        foreach (var row in SeededShuffle.Permutation(corpus.Lengths.Length, seed, 2L * next))
        {
            Array.Copy(corpus.Tokens, starts[row], stream, offset, corpus.Lengths[row]);
            offset += corpus.Lengths[row];
        }

        windows = SeededShuffle.Permutation((stream.Length - 1) / length, seed, (2L * next) + 1);
    }
}
