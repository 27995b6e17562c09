using MedQa.Model.Hub;
using MedQa.Trainer.Data;
using MedQa.Trainer.Reports;

namespace MedQa.Trainer.Evaluation;

/// <summary>Which of a file's rows are evaluated on.</summary>
/// <param name="Rows">The rows, ordered by their ids as texts.</param>
/// <param name="Others">The file's other rows, in the same order: examples may be taken from them.</param>
/// <param name="Data">Where they come from.</param>
public sealed record EvaluationRows(IReadOnlyList<QaRow> Rows, IReadOnlyList<QaRow> Others, EvaluatedData Data)
{
    private const string RecipeFileName = "split_900_100.json";

    /// <summary>Reads the rows.</summary>
    /// <param name="path">The data file.</param>
    /// <param name="split">official (the test ids beside the data), recipe (the 900/100 split beside the data), or all.</param>
    /// <param name="testIds">A file of test ids, in place of the split's; or null.</param>
    /// <param name="limit">Most rows to take, from the first on; or null for all.</param>
    /// <exception cref="DataFileException">A file can't be used, or ids are not in the data.</exception>
    public static async Task<EvaluationRows> LoadAsync(string path, string split, string? testIds, int? limit, CancellationToken cancellationToken)
    {
        var all = await QaFile.LoadAsync(path, cancellationToken);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var ids = testIds ?? split switch
        {
            "official" => Path.Combine(folder, DataSplit.OfficialTestFileName),
            "recipe" => Path.Combine(folder, RecipeFileName),
            "all" => null,
            _ => throw new ArgumentException($"split must be official, recipe or all, but is '{split}'."),
        };
        var rows = ids is null ? DataSplit.SelectOthers(all, []) : await TestRowsAsync(all, ids, cancellationToken);
        var others = DataSplit.SelectOthers(all, rows.Select(r => r.Id));
        rows = limit is { } most ? [.. rows.Take(most)] : rows;
        var name = (testIds is null ? Protocol(split) : $"ids of {Path.GetFileName(testIds)}") + (limit is null ? "" : $", first {rows.Count}");
        return new(rows, others, new(HubPath.NameOf(path, pinned: true), await FileHash.OfAsync(path, cancellationToken), name, [.. rows.Select(r => r.Id)]));
    }

    private static string Protocol(string split) => split switch
    {
        "official" => "official test",
        "recipe" => "recipe (900/100)",
        _ => "all rows",
    };

    private static async Task<IReadOnlyList<QaRow>> TestRowsAsync(IReadOnlyList<QaRow> all, string ids, CancellationToken cancellationToken)
    {
        if (!File.Exists(ids))
        {
            throw new DataFileException($"{ids}: there is no such file of test ids; name one with --test-ids, or take every row with --split all.");
        }

        var split = await DataSplit.LoadAsync(ids, cancellationToken);
        return split.Test.Count > 0 ? DataSplit.Select(all, split.Test) : throw new DataFileException($"{ids}: names no test ids.");
    }
}
