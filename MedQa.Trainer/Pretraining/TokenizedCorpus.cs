using System.Collections.Concurrent;
using MedQa.Model.Tokenization;

namespace MedQa.Trainer.Pretraining;

/// <summary>A corpus as ids: each row between the beginning and the end token.</summary>
/// <param name="Tokens">The training rows' ids, joined in file order.</param>
/// <param name="Lengths">The number of ids of each training row.</param>
/// <param name="HeldOut">The rows that are measured only, by source.</param>
internal sealed record TokenizedCorpus(int[] Tokens, int[] Lengths, IReadOnlyList<HeldOutSource> HeldOut)
{
    /// <summary>Reads, renders and encodes the files, on all cores.</summary>
    public static TokenizedCorpus Build(
        IReadOnlyList<(CorpusFile File, string Path)> files, ITokenizer tokenizer, int holdOutEvery, CancellationToken cancellationToken = default)
    {
        var begin = tokenizer.BosTokenId ?? throw new InvalidDataException("The tokenizer has no beginning-of-sequence token, which pretraining puts before each row.");
        var documents = files.SelectMany(f => CorpusReader.Read(f.File, f.Path, holdOutEvery));
        var encoded = Partitioner.Create(documents, EnumerablePartitionerOptions.NoBuffering)
            .AsParallel().AsOrdered().WithCancellation(cancellationToken)
            .Select(d => (Document: d, Ids: (int[])[begin, .. tokenizer.Encode(d.Text), tokenizer.EosTokenId]));
        var tokens = new List<int>();
        var lengths = new List<int>();
        var held = new Dictionary<string, (int Rows, long Characters, List<int> Tokens)>();
        foreach (var name in files.Select(f => f.File.DisplayName))
        {
            held[name] = (0, 0, []);
        }

        foreach (var (document, ids) in encoded)
        {
            if (document.HeldOut)
            {
                var (rows, characters, list) = held[document.Source];
                list.AddRange(ids);
                held[document.Source] = (rows + 1, characters + document.Text.EnumerateRunes().Count(), list);
            }
            else
            {
                tokens.AddRange(ids);
                lengths.Add(ids.Length);
            }
        }

        return new TokenizedCorpus(
            [.. tokens], [.. lengths],
            [.. held.Where(h => h.Value.Rows > 0).Select(h => new HeldOutSource(h.Key, h.Value.Rows, h.Value.Characters, [.. h.Value.Tokens]))]);
    }
}
