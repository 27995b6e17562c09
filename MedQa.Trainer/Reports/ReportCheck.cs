using MedQa.Trainer.Evaluation;
using MedQa.Trainer.Metrics;

namespace MedQa.Trainer.Reports;

/// <summary>Whether a report's parts fit each other, so that whoever lays it out can rely on it.</summary>
internal static class ReportCheck
{
    // More than any model's context.
    private const int MostWords = 1_000_000;

    /// <exception cref="InvalidDataException">They don't; names the part, never a row's text.</exception>
    /// <exception cref="ArgumentException">A setting is out of range; names it.</exception>
    public static void Check(EvaluationReport report)
    {
        Require(report.FormatVersion == EvaluationReport.CurrentVersion, $"its format is {report.FormatVersion}, expected {EvaluationReport.CurrentVersion}");
        report.Settings.Validate();
        var labels = report.Settings.Format.Labels;
        Require(labels.Count <= 32, $"it has {labels.Count} labels, at most 32 can be shown");
        Require(report.Settings.Methods.All(Enum.IsDefined), "a way to decide is not known");
        Require(report.Rows.Count > 0 && report.Rows.Select(r => r.Id).SequenceEqual(report.Data.Ids), $"its {report.Rows.Count} rows are not those of its {report.Data.Ids.Count} ids");
        Require(report.Data.Ids.Distinct(StringComparer.Ordinal).Count() == report.Data.Ids.Count, "an id occurs twice");
        Require((report.FineTuned is null) == (report.Adapter is null), "it has an adapter without figures, or figures without an adapter");
        if (report.FurtherFormats is { } formats)
        {
            Require(formats.Count == report.FurtherAdapters.Count, $"it has {report.FurtherAdapters.Count} further adapters, but formats of {formats.Count}");
            foreach (var format in formats)
            {
                format.Validate();
                Require(format.Labels.SequenceEqual(labels), "a further adapter has other labels");
            }
        }

        CheckFolds(report);
        CheckGroups(report);
        Check(report, report.Baseline, "baseline");
        if (report.FineTuned is { } tuned)
        {
            Check(report, tuned, "fineTuned");
            Require((tuned.Answers is null) == (report.Baseline.Answers is null), "only one of its models has long answers");
            Require((tuned.Answers?.BertScore is null) == (report.Baseline.Answers?.BertScore is null), "only one of its models has a BERTScore");
        }

        for (var i = 0; i < report.Rows.Count; i++)
        {
            var row = report.Rows[i];
            Require(labels.Contains(row.Truth), $"rows[{i}] has a truth that is not among the labels");
            Check(report, row.Baseline, $"rows[{i}].baseline");
            Require((row.FineTuned is null) == (report.FineTuned is null), $"rows[{i}] and the figures don't have the same models");
            if (row.FineTuned is { } after)
            {
                Check(report, after, $"rows[{i}].fineTuned");
            }
        }
    }

    // That a report has folds proves that no row was scored by a model that saw it: so the folds must be of these rows.
    private static void CheckFolds(EvaluationReport report)
    {
        if (report.Folds.Count == 0)
        {
            return;
        }

        var ids = report.Folds.SelectMany(f => f.Ids).Order(StringComparer.Ordinal);
        Require(ids.SequenceEqual(report.Data.Ids.Order(StringComparer.Ordinal)), $"its folds don't hold each of its {report.Data.Ids.Count} ids once");
        foreach (var (i, fold) in report.Folds.Index())
        {
            Require(IsPart(fold.Accuracy) && IsPart(fold.MacroF1), $"folds[{i}]: a figure is outside 0 to 1");
        }
    }

    private static void CheckGroups(EvaluationReport report)
    {
        foreach (var (i, table) in report.Groups.Index())
        {
            foreach (var (j, group) in table.Scores.Groups.Index())
            {
                Require(IsSound(group.Baseline) && (group.FineTuned is not { } tuned || IsSound(tuned)), $"groups[{i}][{j}]: a figure is outside 0 to 1");
            }
        }

        static bool IsSound(GroupFigures figures) => IsPart(figures.Accuracy) && IsPart(figures.MacroF1);
    }

    private static void Check(EvaluationReport report, ModelResult model, string where)
    {
        var labels = report.Settings.Format.Labels;
        Require(model.Decisions.Select(d => d.Method).SequenceEqual(report.Settings.Methods), $"{where} is not decided by the methods of the settings");
        foreach (var (method, result, _, calibration) in model.Decisions)
        {
            Require(result.Classes.Select(c => c.Label).SequenceEqual(labels), $"{where}, {method}: classes are not the labels");
            Require(result.Confusion.Count == labels.Count && result.Confusion.All(r => r.Count == labels.Count + 1 && r.All(c => c >= 0)), $"{where}, {method}: the confusion matrix must have {labels.Count} by {labels.Count + 1} counts");
            Require(calibration is null || calibration.Bins.All(b => IsPart(b.Low) && IsPart(b.High) && IsPart(b.MeanConfidence ?? 0) && IsPart(b.Accuracy ?? 0)), $"{where}, {method}: a reliability bin is outside 0 to 1");
            Require(IsPart(result.Accuracy.Value) && IsPart(result.MacroF1.Value), $"{where}, {method}: a figure is outside 0 to 1");
        }
    }

    private static void Check(EvaluationReport report, RowPrediction prediction, string where)
    {
        var labels = report.Settings.Format.Labels;
        foreach (var method in report.Settings.Methods)
        {
            Require(prediction.Decisions.TryGetValue(method, out var label) && (label is null || labels.Contains(label)), $"{where} has no decision of the labels by {method}");
        }

        Require(prediction.Probabilities.Values.All(p => p is not null && p.Count == labels.Count && p.All(IsPart)), $"{where}: probabilities must be {labels.Count} numbers from 0 to 1");
        Require(prediction.Text is not { Words: < 0 or > MostWords }, $"{where}: a long answer has 0 to {MostWords} words");
    }

    // Probabilities are softmaxes: their last digits may go past 1.
    private static bool IsPart(double value) => value is >= 0 and <= 1 + 1e-9;

    private static void Require(bool holds, string problem)
    {
        if (!holds)
        {
            throw new InvalidDataException(problem);
        }
    }
}
