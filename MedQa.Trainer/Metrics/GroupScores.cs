using System.Globalization;

namespace MedQa.Trainer.Metrics;

/// <summary>Decisions by groups of rows.</summary>
/// <param name="Groups">Groups with enough rows.</param>
/// <param name="FewestRows">Rows that a group needs to be shown: a figure of fewer says little.</param>
/// <param name="LeftOutGroups">Groups that have fewer.</param>
/// <param name="UncoveredRows">Rows that are in no group shown.</param>
public sealed record GroupScores(IReadOnlyList<GroupScore> Groups, int FewestRows, int LeftOutGroups, int UncoveredRows)
{
    /// <summary>The group of rows whose year or headings are not known.</summary>
    public const string Unknown = "unknown";

    /// <summary>Groups by year of publication, from the earliest on, the unknown last.</summary>
    /// <param name="years">Each row's year, or null.</param>
    /// <param name="baseline">The baseline's decisions on the rows.</param>
    /// <param name="fineTuned">The fine-tuned model's, or null.</param>
    /// <param name="fewestRows">Rows that a group needs to be shown.</param>
    /// <exception cref="ArgumentException">The lists are not of the same rows.</exception>
    public static GroupScores ByYear(IReadOnlyList<int?> years, DecidedRows baseline, DecidedRows? fineTuned, int fewestRows)
    {
        ArgumentNullException.ThrowIfNull(years);
        var groups = years.Index().GroupBy(y => y.Item, y => y.Index)
            .OrderBy(g => g.Key ?? int.MaxValue)
            .Select(g => (g.Key?.ToString(CultureInfo.InvariantCulture) ?? Unknown, g.ToArray()));
        return Of(years.Count, groups, baseline, fineTuned, fewestRows);
    }

    /// <summary>
    /// Groups by heading, the largest first, those of one size by name (ordinal), rows without headings last. A row is in the group of
    /// each of its headings.
    /// </summary>
    /// <inheritdoc cref="ByYear" path="/exception"/>
    /// <param name="headings">Each row's headings; empty where they are not known.</param>
    /// <param name="baseline">The baseline's decisions on the rows.</param>
    /// <param name="fineTuned">The fine-tuned model's, or null.</param>
    /// <param name="fewestRows">Rows that a group needs to be shown.</param>
    public static GroupScores ByHeading(
        IReadOnlyList<IReadOnlyList<string>> headings, DecidedRows baseline, DecidedRows? fineTuned, int fewestRows)
    {
        ArgumentNullException.ThrowIfNull(headings);
        var named = headings.Index()
            .SelectMany(row => row.Item.Distinct(StringComparer.Ordinal).Select(heading => (heading, row.Index)))
            .GroupBy(r => r.heading, r => r.Index, StringComparer.Ordinal)
            .OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => (g.Key, g.ToArray()));
        int[] unknown = [.. headings.Index().Where(row => row.Item.Count == 0).Select(row => row.Index)];
        return Of(headings.Count, unknown.Length == 0 ? named : named.Append((Unknown, unknown)), baseline, fineTuned, fewestRows);
    }

    private static GroupScores Of(
        int count, IEnumerable<(string Name, int[] Rows)> groups, DecidedRows baseline, DecidedRows? fineTuned, int fewestRows)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentOutOfRangeException.ThrowIfLessThan(fewestRows, 1);
        fineTuned?.RequireSameTruth(baseline);
        if (baseline.Count != count)
        {
            throw new ArgumentException($"{count} rows with groups and {baseline.Count} with decisions don't pair up.", nameof(baseline));
        }

        var all = groups.ToList();
        var kept = all.Where(g => g.Rows.Length >= fewestRows).ToList();
        var covered = kept.SelectMany(g => g.Rows).Distinct().Count();
        return new(
            [.. kept.Select(g => new GroupScore(g.Name, g.Rows.Length, FiguresOf(baseline, g.Rows), fineTuned is null ? null : FiguresOf(fineTuned, g.Rows)))],
            fewestRows,
            all.Count - kept.Count,
            count - covered);
    }

    private static GroupFigures FiguresOf(DecidedRows rows, int[] group)
    {
        var counts = rows.Confusion(group);
        return new(counts.Accuracy, counts.MacroF1);
    }
}
