using MedQa.Trainer.Data;

namespace MedQa.Trainer.Training;

/// <summary>Examples side by side, padded on the right.</summary>
/// <remarks>The token at position t is predicted from position t - 1: positions and targets below are shifted by that one.</remarks>
internal sealed class TrainingBatch
{
    private TrainingBatch(IReadOnlyList<string> rowIds, int width, long[] ids, long[] positions, long[] targets)
    {
        RowIds = rowIds;
        Width = width;
        Ids = ids;
        Positions = positions;
        Targets = targets;
    }

    /// <summary>The rows' ids in their data set.</summary>
    public IReadOnlyList<string> RowIds { get; }

    /// <summary>B.</summary>
    public int Rows => RowIds.Count;

    /// <summary>T, the longest example's length.</summary>
    public int Width { get; }

    /// <summary>[B, T], row after row.</summary>
    public long[] Ids { get; }

    /// <summary>Positions in the flat [B·T] whose output predicts a response token.</summary>
    public long[] Positions { get; }

    /// <summary>The response token that each of those predicts.</summary>
    public long[] Targets { get; }

    /// <summary>Response tokens.</summary>
    public int TargetCount => Targets.Length;

    /// <summary>Tokens without padding.</summary>
    public int TokenCount { get; private init; }

    /// <param name="padding">Any id of the vocabulary: the loss never sees it.</param>
    public static TrainingBatch Of(IReadOnlyList<TrainingExample> examples, int padding)
    {
        var width = examples.Max(e => e.Ids.Length);
        var ids = new long[examples.Count * width];
        Array.Fill(ids, padding);
        var positions = new List<long>();
        var targets = new List<long>();
        for (var row = 0; row < examples.Count; row++)
        {
            var example = examples[row];
            for (var t = 0; t < example.Ids.Length; t++)
            {
                ids[(row * width) + t] = example.Ids[t];
                if (t > 0 && example.IsResponse[t])
                {
                    positions.Add((row * width) + t - 1);
                    targets.Add(example.Ids[t]);
                }
            }
        }

        return new TrainingBatch([.. examples.Select(e => e.RowId)], width, ids, [.. positions], [.. targets])
        {
            TokenCount = examples.Sum(e => e.Ids.Length),
        };
    }
}
