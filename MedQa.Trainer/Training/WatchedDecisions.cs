using MedQa.Model.Answers;
using MedQa.Model.Tokenization;
using MedQa.Model.Training;
using MedQa.Trainer.Data;
using MedQa.Trainer.Metrics;

namespace MedQa.Trainer.Training;

/// <summary>
/// Decides watched rows as <see cref="DecisionScorer"/> does, by the summed log-probability of each label's tokens right after
/// the prompt and, where the decision stands last, the lead; but many rows at once, packed, through the pass that trains.
/// </summary>
/// <remarks>
/// A label of one token needs nothing behind the prompt: all such labels are read off one output. For longer ones the beginnings
/// that are no beginning of another follow a copy of the prompt each.
/// </remarks>
internal sealed class WatchedDecisions
{
    private readonly IReadOnlyList<string> labels;
    private readonly int[][] candidates;
    private readonly int[][] tails;
    private readonly Row[] rows;

    private WatchedDecisions(IReadOnlyList<string> labels, int[][] candidates, Row[] rows)
    {
        this.labels = labels;
        this.candidates = candidates;
        this.rows = rows;
        int[][] beginnings = [.. candidates.Select(c => c[..^1])];
        tails = [.. beginnings.Where((b, i) => !beginnings.Where((o, j) => StartsWith(o, b) && (o.Length > b.Length || j < i)).Any())];
    }

    /// <summary>The decisions of rows, or null where none of them has one.</summary>
    /// <param name="examples">The rows; those without a decision are passed over.</param>
    public static WatchedDecisions? Of(ITokenizer tokenizer, AnswerFormat format, IReadOnlyList<TrainingExample> examples)
    {
        var isFirst = format.Placement == DecisionPlacement.First;
        int[] lead = isFirst ? [] : [.. tokenizer.Encode(format.Lead)];
        int[][] candidates = [.. format.Labels.Select(format.Candidate).Select(c => (isFirst ? tokenizer.Encode(c) : tokenizer.EncodeContinuation(c)).ToArray())];
        Row[] rows = [.. examples.Where(e => e.Label is not null).Select(e => new Row([.. e.Ids.TakeWhile((_, i) => !e.IsResponse[i]), .. lead], e.Label!))];
        return rows.Length == 0 ? null : new WatchedDecisions(format.Labels, candidates, rows);
    }

    /// <summary>How well the likeliest labels agree with the rows' own.</summary>
    /// <param name="parts">What is computed at once.</param>
    public DecisionScores Score(ITrainingPass pass, MicroBatches parts, CancellationToken cancellationToken = default)
    {
        var decided = LogProbabilities(pass, parts, cancellationToken).Select(p => labels[Array.IndexOf(p, p.Max())]);
        return DecisionScores.Of(labels, [.. rows.Select(r => r.Label)], [.. decided]);
    }

    /// <summary>The natural logarithm of each label's probability, in the labels' order, for each row that has a decision.</summary>
    public IReadOnlyList<double[]> LogProbabilities(ITrainingPass pass, MicroBatches parts, CancellationToken cancellationToken = default)
    {
        var result = new List<double[]>();
        foreach (var part in parts.Divide(rows, r => tails.Sum(t => r.Prompt.Length + t.Length)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var losses = pass.Losses(Batch(part));
            using var onHost = losses.cpu();
            var rest = new Queue<float>(onHost.data<float>());
            result.AddRange(part.Select(_ => candidates.Select(c => -Enumerable.Range(0, c.Length).Sum(_ => (double)rest.Dequeue())).ToArray()));
        }

        return result;
    }

    /// <summary>Each row's prompt with each tail; the targets are the candidates' tokens, row by row and label by label.</summary>
    private PackedBatch Batch(IReadOnlyList<Row> part)
    {
        var (ids, lengths, positions, targets) = (new List<long>(), new List<int>(), new List<long>(), new List<long>());
        foreach (var row in part)
        {
            var starts = new int[tails.Length];
            for (var i = 0; i < tails.Length; i++)
            {
                starts[i] = ids.Count;
                ids.AddRange(row.Prompt.Concat(tails[i]).Select(id => (long)id));
                lengths.Add(row.Prompt.Length + tails[i].Length);
            }

            foreach (var candidate in candidates)
            {
                var start = starts[Array.FindIndex(tails, t => StartsWith(t, candidate[..^1]))];
                positions.AddRange(candidate.Select((_, i) => (long)(start + row.Prompt.Length - 1 + i)));
                targets.AddRange(candidate.Select(id => (long)id));
            }
        }

        return new PackedBatch([.. ids], [.. lengths], [.. positions], [.. targets]);
    }

    private static bool StartsWith(int[] ids, int[] beginning) => ids.AsSpan().StartsWith(beginning);

    private sealed record Row(int[] Prompt, string Label);
}
