using static TorchSharp.torch;

namespace MedQa.Model.Mistral;

/// <summary>Neighbouring sequences of one length in a packed batch: one call of the attention kernel serves them all, as rows of a batch.</summary>
/// <param name="Start">Index of the first token of the first.</param>
/// <param name="Count">n, sequences.</param>
/// <param name="Length">L, tokens of each.</param>
/// <param name="Mask">[1,1,L,L] bool, true where a token sees another; null: causal.</param>
internal sealed record SequenceRun(long Start, long Count, long Length, Tensor? Mask)
{
    /// <summary>Divides a packed batch into runs.</summary>
    /// <param name="lengths">Tokens of each sequence.</param>
    /// <param name="window">How many positions a token sees, itself included; null sees all.</param>
    /// <param name="device">Where the masks are made.</param>
    public static IReadOnlyList<SequenceRun> Of(IReadOnlyList<int> lengths, int? window, Device device)
    {
        var runs = new List<SequenceRun>();
        long start = 0;
        for (var i = 0; i < lengths.Count;)
        {
            var end = i + 1;
            while (end < lengths.Count && lengths[end] == lengths[i])
            {
                end++;
            }

            runs.Add(new SequenceRun(start, end - i, lengths[i], AttentionMask.Create(0, lengths[i], window, padding: null, device)));
            start += (long)(end - i) * lengths[i];
            i = end;
        }

        return runs;
    }

    /// <summary>The run's sequences as rows of a batch.</summary>
    /// <param name="x">[1,H,T,D], all sequences.</param>
    /// <returns>[n,H,L,D], a view.</returns>
    public Tensor Rows(Tensor x) => x.squeeze(0).narrow(1, Start, Count * Length).unflatten(1, [Count, Length]).transpose(0, 1);

    /// <summary>The other way: rows of a batch one behind the other, heads side by side.</summary>
    /// <param name="x">[n,H,L,D].</param>
    /// <returns>[1,n·L,H·D].</returns>
    public Tensor Joined(Tensor x) => x.transpose(1, 2).reshape(1, Count * Length, x.size(1) * x.size(3));
}
