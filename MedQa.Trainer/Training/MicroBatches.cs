using MedQa.Trainer.Data;

namespace MedQa.Trainer.Training;

/// <summary>Divides a step's rows into what is computed at once, in their order.</summary>
/// <param name="Rows">The most rows of a part, where tokens do not decide.</param>
/// <param name="Tokens">The most tokens of a part, 0 to go by rows; a row that is longer makes a part of its own.</param>
internal sealed record MicroBatches(int Rows, int Tokens)
{
    /// <summary>As the options say.</summary>
    public static MicroBatches Of(TrainingOptions options) => new(options.Batch, options.MicroBatchTokens);

    /// <summary>The parts.</summary>
    public IReadOnlyList<IReadOnlyList<TrainingExample>> Divide(IReadOnlyList<TrainingExample> rows) => Divide(rows, r => r.Ids.Length);

    /// <summary>The parts.</summary>
    /// <param name="length">A row's tokens.</param>
    public IReadOnlyList<IReadOnlyList<T>> Divide<T>(IReadOnlyList<T> rows, Func<T, int> length)
    {
        if (Tokens == 0)
        {
            return [.. rows.Chunk(Rows)];
        }

        var parts = new List<List<T>>();
        var tokens = 0;
        foreach (var row in rows)
        {
            if (parts.Count == 0 || tokens + length(row) > Tokens)
            {
                parts.Add([]);
                tokens = 0;
            }

            parts[^1].Add(row);
            tokens += length(row);
        }

        return parts;
    }

    /// <summary>The most tokens that a part of these rows can have, whatever their order.</summary>
    public int Most(IReadOnlyList<TrainingExample> rows) => Tokens == 0
        ? rows.Select(r => r.Ids.Length).OrderDescending().Take(Rows).Sum()
        : Math.Max(Tokens, rows.Max(r => r.Ids.Length));
}
