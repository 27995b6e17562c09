using MedQa.Model.Training;
using MedQa.Trainer.Data;

namespace MedQa.Trainer.Training;

/// <summary>Lays examples, or windows of a text, one behind the other.</summary>
/// <remarks>The token at index t of a sequence is predicted from t - 1: positions and targets are shifted by that one.</remarks>
internal static class PackedBatchBuilder
{
    /// <summary>Examples; their response tokens count.</summary>
    /// <param name="decisionWeight">How often those that hold the decision count; 1 as all others.</param>
    public static PackedBatch Of(IReadOnlyList<TrainingExample> examples, double decisionWeight = 1)
    {
        var ids = new long[examples.Sum(e => e.Ids.Length)];
        var positions = new List<long>();
        var targets = new List<long>();
        var weights = new List<float>();
        var start = 0;
        foreach (var example in examples)
        {
            for (var t = 0; t < example.Ids.Length; t++)
            {
                ids[start + t] = example.Ids[t];
            }

            foreach (var t in example.Targets)
            {
                positions.Add(start + t - 1);
                targets.Add(example.Ids[t]);
                weights.Add(example.HoldsLabel(t) ? (float)decisionWeight : 1);
            }

            start += example.Ids.Length;
        }

        return new PackedBatch(ids, [.. examples.Select(e => e.Ids.Length)], [.. positions], [.. targets])
        {
            Weights = decisionWeight == 1 ? null : [.. weights],
        };
    }

    /// <summary>Windows of a text; every token counts but the first of each.</summary>
    /// <param name="windows">[B, T + 1], row after row: T inputs and the token that follows the last.</param>
    /// <param name="length">T.</param>
    public static PackedBatch OfWindows(ReadOnlySpan<long> windows, int length)
    {
        var count = windows.Length / (length + 1);
        var ids = new long[count * length];
        var targets = new long[count * length];
        for (var row = 0; row < count; row++)
        {
            var window = windows.Slice(row * (length + 1), length + 1);
            window[..^1].CopyTo(ids.AsSpan(row * length));
            window[1..].CopyTo(targets.AsSpan(row * length));
        }

        return new PackedBatch(ids, [.. Enumerable.Repeat(length, count)], [.. Enumerable.Range(0, ids.Length).Select(i => (long)i)], targets);
    }
}
