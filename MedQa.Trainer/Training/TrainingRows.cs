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

    /// <summary>Reads the data and divides it.</summary>
    /// <exception cref="DataFileException">A file can't be used.</exception>
    public static async Task<TrainingRows> LoadAsync(TrainingOptions options, CancellationToken cancellationToken = default)
    {
        var rows = await QaFile.LoadAsync(options.Data, cancellationToken);
        var hash = await QaFile.HashAsync(options.Data, cancellationToken);
        if (options.Split is { } path)
        {
            var split = await DataSplit.LoadAsync(path, cancellationToken);
            if (split.Train.Count == 0)
            {
                throw new DataFileException($"{path}: has no ids under train.");
            }

            return new TrainingRows(
                DataSplit.Select(rows, split.Train.ToHashSet()), DataSplit.Select(rows, split.Validation.ToHashSet()), $"{hash}, split {await QaFile.HashAsync(path, cancellationToken)}");
        }

        var official = Path.Combine(Path.GetDirectoryName(options.Data)!, DataSplit.OfficialTestFileName);
        var test = File.Exists(official) ? (await DataSplit.LoadAsync(official, cancellationToken)).Test : [];
        var left = DataSplit.SelectOthers(rows, test);
        var order = SeededShuffle.Permutation(left.Count, DivisionSeed, DivisionStream);
        var watched = (int)Math.Round(options.EvaluationShare * left.Count);
        return new TrainingRows([.. order.Skip(watched).Select(i => left[i])], [.. order.Take(watched).Select(i => left[i])], hash);
    }
}
