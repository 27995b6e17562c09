using MedQa.Trainer.Training;

namespace MedQa.Trainer.Data;

/// <summary>
/// Divides rows for k-fold cross-validation so that every fold has its share of each decision: the rows of each decision are put in a
/// random order, and all are dealt out like cards, one fold after the other, without starting anew at the next decision.
/// </summary>
/// <remarks>
/// So folds differ by one row at most, and by one of each decision. The result depends on the ids, the decisions and the seed alone:
/// not on the file's order, the machine or the version.
/// </remarks>
public static class StratifiedFolds
{
    /// <summary>Makes the folds.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="folds">How many folds there are, k.</param>
    /// <param name="seed">Seed of the orders.</param>
    /// <returns>For each fold a split: it is the test, all others are trained on, none is watched. Ids are in their order as texts (ordinal).</returns>
    /// <exception cref="ArgumentException">There are fewer rows than folds, fewer than two folds, or an id comes twice.</exception>
    public static IReadOnlyList<DataSplit> Of(IReadOnlyCollection<QaRow> rows, int folds, long seed)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (folds < 2 || folds > rows.Count)
        {
            throw new ArgumentException($"The folds must be 2 to {rows.Count} (the rows), but are {folds}.", nameof(folds));
        }

        QaRow[] ordered = [.. rows.OrderBy(r => r.Id, StringComparer.Ordinal)];
        if (ordered.Zip(ordered.Skip(1)).FirstOrDefault(p => p.First.Id == p.Second.Id) is ({ } twice, _))
        {
            throw new ArgumentException($"Id {twice.Id} is there twice.", nameof(rows));
        }

        var fold = Assign([.. ordered.Select(r => r.Decision)], folds, seed);
        return [.. Enumerable.Range(0, folds).Select(test => new DataSplit(Ids(f => f != test), [], Ids(f => f == test)))];

        string[] Ids(Func<int, bool> chosen) => [.. ordered.Where((_, i) => chosen(fold[i])).Select(r => r.Id)];
    }

    /// <summary>The fold of each item.</summary>
    /// <param name="strata">Each item's stratum; null is one of its own.</param>
    /// <param name="folds">How many folds there are.</param>
    /// <param name="seed">Seed of the orders.</param>
    internal static int[] Assign(IReadOnlyList<string?> strata, int folds, long seed)
    {
        var result = new int[strata.Count];
        var dealt = 0;
        var groups = strata.Index().GroupBy(s => s.Item, s => s.Index).OrderBy(g => g.Key, StringComparer.Ordinal);
        foreach (var (stratum, group) in groups.Index())
        {
            int[] items = [.. group];
            new SeededShuffle(seed, stratum).Apply<int>(items);
            foreach (var item in items)
            {
                result[item] = dealt++ % folds;
            }
        }

        return result;
    }
}
