using MedQa.Trainer.Data;
using MedQa.Trainer.Training;

namespace MedQa.Trainer.Evaluation;

/// <summary>Chooses the examples that are shown before each question.</summary>
public static class ShotChoice
{
    /// <summary>
    /// So many rows, the labels in turn so that each is shown as often as the others, at random within a label. The last example is the
    /// freshest to the model, so which label stands last is random too.
    /// </summary>
    /// <param name="rows">The rows to choose from; none of those that are evaluated.</param>
    /// <param name="labels">The labels.</param>
    /// <param name="count">How many.</param>
    /// <param name="seed">Seed of the choice.</param>
    /// <returns>Their ids, in the order in which they are shown.</returns>
    /// <exception cref="ArgumentException">There are too few rows with one of the labels.</exception>
    public static IReadOnlyList<string> Of(IReadOnlyList<QaRow> rows, IReadOnlyList<string> labels, int count, long seed)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var turn = SeededShuffle.Permutation(labels.Count, seed, 0);
        var chosen = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var label = turn[i % labels.Count];
            QaRow[] candidates = [.. rows.Where(r => r.Decision == labels[label]).OrderBy(r => r.Id, StringComparer.Ordinal)];
            var place = i / labels.Count;
            if (place >= candidates.Length)
            {
                throw new ArgumentException($"shots: {count} examples need {place + 1} rows that say {labels[label]}, but there are {candidates.Length} besides those that are evaluated. Ask for fewer, or name a file with --shots-from.");
            }

            chosen.Add(candidates[SeededShuffle.Permutation(candidates.Length, seed, 1 + label)[place]].Id);
        }

        return chosen;
    }
}
