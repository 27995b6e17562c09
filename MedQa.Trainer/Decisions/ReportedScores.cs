using MedQa.Model.Adapters;
using MedQa.Trainer.Evaluation;
using MedQa.Trainer.Reports;

namespace MedQa.Trainer.Decisions;

/// <summary>
/// Held-out scores from reports: those of cross-validations, where each row's come from an adapter that never saw it. Several reports
/// stand for adapters that decide together (<c>evaluate --ensemble</c>), and their scores are averaged as there.
/// </summary>
internal static class ReportedScores
{
    /// <summary>Takes the fine-tuned scores of the reports.</summary>
    /// <param name="reports">The reports, each with the place that messages name; the first is laid out as the adapter is.</param>
    /// <param name="card">The card of the adapter that the offsets are for; null where none are kept.</param>
    /// <param name="allowsTest">Whether a report may be no cross-validation.</param>
    /// <exception cref="ArgumentException">
    /// A report has no such scores, or was not made as adapters are served, or differs from the card or the first report in base, data,
    /// rows or labels, or is of an adapter that an earlier one is of; names the report and what differs.
    /// </exception>
    public static HeldOutScores Of(IReadOnlyList<(string Path, EvaluationReport Report)> reports, AdapterCard? card, bool allowsTest)
    {
        var (path, first) = reports[0];
        foreach (var (where, report) in reports)
        {
            RequireHeldOut(where, report, allowsTest);
        }

        if (card is not null)
        {
            Require(card.BaseHash.Length == 0 || card.BaseHash == first.Model.Sha256, path, $"is of another base, {first.Model.Name}, than the adapter");
            Require(card.Answer.IsLaidOutAs(first.Settings.Format), path, "puts its questions, or lays its answers out, otherwise than the adapter");
        }

        foreach (var (where, report) in reports.Skip(1))
        {
            RequireTogether(where, report, path, first);
        }

        RequireApart(reports);

        var scores = reports.Select(r => (IReadOnlyList<IReadOnlyList<double>>)[.. r.Report.Rows.Select(row => row.FineTuned!.LogProbabilities)]);
        return new(
            card?.Answer ?? first.Settings.Format with { DecisionOffsets = null },
            [.. first.Rows.Select(r => r.Truth)],
            AveragedScores.Of([.. scores]));
    }

    private static void RequireHeldOut(string where, EvaluationReport report, bool allowsTest)
    {
        Require(report.FineTuned is not null, where, "holds no fine-tuned scores");
        Require(
            report.Rows.All(r => r.FineTuned!.LogProbabilities.Count == report.Settings.Format.Labels.Count), where, "has rows without a score for each label");
        Require(report.Settings is { WithContext: true, Shots.Count: 0 }, where, "shows examples or leaves the contexts out, as serving does not");
        Require(
            allowsTest || report.Folds.Count > 0,
            where,
            "is no cross-validation, so its rows may be those of a test; a figure on a test says nothing once anything was fitted on it: take the report of cross-validate, or give --allow-test");
    }

    // Prompts and placements may differ: each adapter scores with its own.
    private static void RequireTogether(string where, EvaluationReport report, string firstPath, EvaluationReport first)
    {
        var (labels, firstLabels) = (report.Settings.Format.Labels, first.Settings.Format.Labels);
        Require(report.Model.Sha256 == first.Model.Sha256, where, $"is of the base {report.Model.Name} ({report.Model.Sha256}), but {firstPath} of {first.Model.Name} ({first.Model.Sha256})");
        Require(report.Data.Sha256 == first.Data.Sha256, where, $"is of the data {report.Data.File} ({report.Data.Sha256}), but {firstPath} of {first.Data.File} ({first.Data.Sha256})");
        Require(labels.SequenceEqual(firstLabels), where, $"decides between {string.Join(", ", labels)}, but {firstPath} between {string.Join(", ", firstLabels)}");
        Require(
            report.Data.Ids.SequenceEqual(first.Data.Ids),
            where,
            $"has other rows than {firstPath}: {report.Data.Ids.Except(first.Data.Ids).Count()} of its {report.Data.Ids.Count} are not among the {first.Data.Ids.Count} there");
        Require(
            report.Rows.Zip(first.Rows).All(r => r.First.Truth == r.Second.Truth),
            where,
            $"has other true labels than {firstPath} at {report.Rows.Zip(first.Rows).Count(r => r.First.Truth != r.Second.Truth)} rows");
    }

    private static void RequireApart(IReadOnlyList<(string Path, EvaluationReport Report)> reports)
    {
        var places = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (where, adapter) in reports.SelectMany(r => r.Report.Adapters.Select(a => (r.Path, a))))
        {
            Require(
                places.TryAdd(adapter.Sha256, where),
                where,
                $"is of the adapter {adapter.Name} ({adapter.Sha256}), as is {places[adapter.Sha256]}; its scores would count more than the others': give each adapter's report once");
        }
    }

    private static void Require(bool holds, string where, string problem)
    {
        if (!holds)
        {
            throw new ArgumentException($"{where} {problem}.");
        }
    }
}
