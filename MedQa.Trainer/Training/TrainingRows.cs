using MedQa.Trainer.Data;

namespace MedQa.Trainer.Training;

/// <summary>The rows of a run.</summary>
/// <param name="Training">Rows to train on.</param>
/// <param name="Evaluation">Rows to watch.</param>
/// <param name="Hash">SHA-256 of the data file and, where there is one, of the split.</param>
internal sealed record TrainingRows(IReadOnlyList<QaRow> Training, IReadOnlyList<QaRow> Evaluation, string Hash)
{
    // The order that divides rows without a split is no epoch's and the same for every seed: losses of seeds are on the same rows.
    private const long DivisionSeed = 0;
    private const long DivisionStream = -1;

    /// <summary>Rows that were left out as the official test's.</summary>
    public int LeftOut { get; init; }

    /// <summary>Reads the data and divides it.</summary>
    /// <exception cref="DataFileException">A file can't be used.</exception>
    public static async Task<TrainingRows> LoadAsync(TrainingOptions options, CancellationToken cancellationToken = default)
    {
        var rows = await QaFile.LoadAsync(options.Data, cancellationToken);
        var hash = await FileHash.OfAsync(options.Data, cancellationToken);
        if (options.Split is { } path)
        {
            var split = await DataSplit.LoadAsync(path, cancellationToken);
            if (split.Train.Count == 0)
            {
                throw new DataFileException($"{path}: has no ids under train.");
            }

            return new TrainingRows(
                DataSplit.Select(rows, split.Train.ToHashSet()), DataSplit.Select(rows, split.Validation.ToHashSet()), $"{hash}, split {await FileHash.OfAsync(path, cancellationToken)}");
        }

        var taken = await WithoutTestAsync(rows, options.Data, cancellationToken);
        return Divide(taken, options.EvaluationShare, hash) with { LeftOut = rows.Count - taken.Count };
    }

    /// <summary>All rows but the official test's, where its list lies beside the data, in the order of their ids as texts.</summary>
    /// <returns>The rows, and the SHA-256 of the data file.</returns>
    /// <exception cref="DataFileException">A file can't be used.</exception>
    public static async Task<(IReadOnlyList<QaRow> Rows, string Hash)> AllAsync(TrainingOptions options, CancellationToken cancellationToken = default)
    {
        var rows = await QaFile.LoadAsync(options.Data, cancellationToken);
        return (await WithoutTestAsync(rows, options.Data, cancellationToken), await FileHash.OfAsync(options.Data, cancellationToken));
    }

    /// <summary>Some rows to train on, and a share of them to watch; the same ones always.</summary>
    /// <param name="share">Of the rows, what is watched.</param>
    /// <param name="hash">What the rows were read from.</param>
    public static TrainingRows Divide(IReadOnlyList<QaRow> rows, double share, string hash)
    {
        var order = SeededShuffle.Permutation(rows.Count, DivisionSeed, DivisionStream);
        var watched = (int)Math.Round(share * rows.Count);
        return new TrainingRows([.. order.Skip(watched).Select(i => rows[i])], [.. order.Take(watched).Select(i => rows[i])], hash);
    }

    private static async Task<IReadOnlyList<QaRow>> WithoutTestAsync(IReadOnlyList<QaRow> rows, string data, CancellationToken cancellationToken)
    {
        var official = DataSplit.OfficialTestBeside(data);
        return DataSplit.SelectOthers(rows, File.Exists(official) ? (await DataSplit.LoadAsync(official, cancellationToken)).Test : []);
    }
}
