using MedQa.Model.Adapters;
using MedQa.Trainer.CrossValidation;
using MedQa.Trainer.Data;
using MedQa.Trainer.Training;

namespace MedQa.Trainer.Decisions;

/// <summary>Chooses rows to fit offsets on: none that the model was trained on, and none of a test that it will be judged by.</summary>
internal static class HeldOutRows
{
    private const string OptionsFileName = "training-options.json";

    /// <summary>Reads the rows.</summary>
    /// <param name="data">The data file.</param>
    /// <param name="split">A split, whose validation ids are taken; or null.</param>
    /// <param name="ids">A file of ids, all of which are taken: a split, or an object with a decision for each; or null.</param>
    /// <param name="allowsTest">Whether rows of the official test (its list beside the data) may be among them.</param>
    /// <param name="cancellationToken">Looked at while files are read.</param>
    /// <returns>The rows, in the order of their ids as texts.</returns>
    /// <exception cref="ArgumentException">Not exactly one of <paramref name="split"/> and <paramref name="ids"/> is given.</exception>
    /// <exception cref="DataFileException">A file can't be used, names no ids, or ids that are not in the data or are the official test's.</exception>
    public static async Task<IReadOnlyList<QaRow>> LoadAsync(string data, string? split, string? ids, bool allowsTest, CancellationToken cancellationToken)
    {
        if ((split is null) == (ids is null))
        {
            throw new ArgumentException("Which rows are held out? Give --split (its validation ids are taken) or --ids, one of the two.");
        }

        var file = split ?? ids!;
        var parts = await DataSplit.LoadAsync(file, cancellationToken);
        string[] chosen = split is null ? [.. parts.Train, .. parts.Validation, .. parts.Test] : [.. parts.Validation];
        if (chosen.Length == 0)
        {
            throw new DataFileException($"{file}: names no {(split is null ? "" : "validation ")}ids.");
        }

        if (!allowsTest)
        {
            await RefuseTestAsync(data, file, chosen, cancellationToken);
        }

        return DataSplit.Select(await QaFile.LoadAsync(data, cancellationToken), chosen);
    }

    /// <summary>All rows but the official test's, whose list must lie beside the data, in the order of their ids as texts.</summary>
    /// <exception cref="DataFileException">A file can't be used, there is no such list, or no other row.</exception>
    public static async Task<IReadOnlyList<QaRow>> OutsideTestAsync(string data, CancellationToken cancellationToken)
    {
        var official = DataSplit.OfficialTestBeside(data);
        if (!File.Exists(official))
        {
            throw new DataFileException($"{official} is missing, so nothing tells the test's rows from others: put it there, or name rows with --split or --ids.");
        }

        var rows = DataSplit.SelectOthers(await QaFile.LoadAsync(data, cancellationToken), (await DataSplit.LoadAsync(official, cancellationToken)).Test);
        return rows.Count > 0 ? rows : throw new DataFileException($"{data}: all rows are of the official test.");
    }

    /// <summary>
    /// The ids that an adapter was trained on, or null where its folder does not tell: an average's, one that was copied from beside
    /// its <c>folds.json</c>, or one whose rows are not those that a run takes by itself.
    /// </summary>
    /// <param name="adapter">The adapter's folder, with the run's <c>training-options.json</c>.</param>
    /// <param name="data">The data file.</param>
    /// <param name="split">A split that may be the run's; one of its name is looked for beside the data too.</param>
    /// <param name="cancellationToken">Looked at while files are read.</param>
    /// <exception cref="InvalidDataException">A file of the run is damaged.</exception>
    public static async Task<IReadOnlySet<string>?> TrainedOnAsync(string adapter, string data, string? split, CancellationToken cancellationToken)
    {
        var path = Path.Combine(adapter, OptionsFileName);
        if (!File.Exists(path))
        {
            return null;
        }

        var options = OptionsFile.Load<TrainingOptions>(path);
        if (Path.GetFileName(options.Data) != Path.GetFileName(data))
        {
            return null;
        }

        if (options.Split is not { } name)
        {
            return FoldOf(adapter) is var (folds, run)
                ? folds.TrainedOn(run).ToHashSet(StringComparer.Ordinal)
                : await DividedAsync(adapter, options with { Data = Path.GetFullPath(data) }, cancellationToken);
        }

        string?[] places = [split, Path.Combine(Path.GetDirectoryName(Path.GetFullPath(data))!, name)];
        var used = Array.Find(places, p => p is not null && Path.GetFileName(p) == name && File.Exists(p));
        return used is null ? null : (await DataSplit.LoadAsync(used, cancellationToken)).Train.ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The fold that an adapter is of, or null where no list beside its folder has these very weights.</summary>
    private static (FoldList Folds, FoldRun Run)? FoldOf(string adapter)
    {
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(adapter));
        var weights = Path.Combine(folder, PeftAdapter.WeightsFileName);
        return Path.GetDirectoryName(folder) is { } parent && File.Exists(weights) && FoldList.Read(parent) is { } folds
            && folds.Runs.FirstOrDefault(r => r.Folder == Path.GetFileName(folder)) is { } run && run.AdapterHash == FileHash.Of(weights)
                ? (folds, run)
                : null;
    }

    /// <summary>The ids of a run that divided its rows itself, or null where it trained on another number: a fold's options look the same.</summary>
    private static async Task<IReadOnlySet<string>?> DividedAsync(string adapter, TrainingOptions options, CancellationToken cancellationToken)
    {
        if (TrainingOutput.Finished(adapter) is not { } result)
        {
            return null;
        }

        var rows = await TrainingRows.LoadAsync(options, cancellationToken);
        return (rows.Training.Count, rows.Evaluation.Count) == (result.TrainingRows, result.EvaluationRows)
            ? rows.Training.Select(r => r.Id).ToHashSet(StringComparer.Ordinal)
            : null;
    }

    private static async Task RefuseTestAsync(string data, string file, string[] chosen, CancellationToken cancellationToken)
    {
        var official = DataSplit.OfficialTestBeside(data);
        if (!File.Exists(official))
        {
            return;
        }

        var test = (await DataSplit.LoadAsync(official, cancellationToken)).Test.ToHashSet(StringComparer.Ordinal);
        if (chosen.Count(test.Contains) is > 0 and var count)
        {
            throw new DataFileException(
                $"{file}: {count} of its {chosen.Length} rows are of the official test. A figure on the test says nothing once anything was fitted on it: take other rows, or give --allow-test.");
        }
    }
}
