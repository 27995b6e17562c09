using MedQa.Trainer.Evaluation;
using MedQa.Trainer.Metrics;
using static MedQa.Trainer.Reports.ReportNumbers;

namespace MedQa.Trainer.Reports;

/// <summary>A row of the table Metric, Baseline, Fine-tuned, Improvement.</summary>
/// <param name="Metric">What is measured.</param>
/// <param name="Baseline">The base model's figure.</param>
/// <param name="FineTuned">The figure with the adapter; empty without one.</param>
/// <param name="Improvement">
/// Their difference in points, where the report compares the two with its interval and p-value; empty without an adapter or where a
/// difference says nothing.
/// </param>
public sealed record ReportRow(string Metric, string Baseline, string FineTuned, string Improvement)
{
    /// <summary>The table of a report. Figures are percentages, with the 95% interval where one was drawn.</summary>
    public static IReadOnlyList<ReportRow> Of(EvaluationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var rows = new List<ReportRow>();
        foreach (var method in report.Settings.Methods)
        {
            Decisions(rows, method, report);
        }

        if (report.Baseline.Answers is not { } answers)
        {
            return rows;
        }

        Add(rows, "ROUGE-1", report, m => m.Answers!.Rouge1, Compared("ROUGE-1"));
        Add(rows, "ROUGE-2", report, m => m.Answers!.Rouge2, Compared("ROUGE-2"));
        Add(rows, "ROUGE-L", report, m => m.Answers!.RougeL, Compared("ROUGE-L"));
        Add(rows, "ROUGE-Lsum", report, m => m.Answers!.RougeLsum, Compared("ROUGE-Lsum"));
        if (answers.BertScore is not null)
        {
            Add(rows, "BERTScore F1", report, m => m.Answers!.BertScore!.Value, Compared("BERTScore F1"));
        }

        Text(rows, ReportBuilder.Words, report, m => Number(m.Answers!.MeanWords), Compared(ReportBuilder.Words, inPoints: false));
        Text(rows, ReportBuilder.Repetition, report, m => Percent(m.Answers!.MeanRepetition), Compared(ReportBuilder.Repetition));
        Text(rows, "Empty answers, %", report, m => Percent(m.Answers!.EmptyRate));
        return rows;

        string? Compared(string figure, bool inPoints = true) =>
            report.Comparison?.Texts.FirstOrDefault(t => t.Figure == figure) is { } text ? Tested(text.Difference, "paired bootstrap", inPoints) : null;
    }

    private static void Decisions(List<ReportRow> rows, DecisionMethod method, EvaluationReport report)
    {
        var how = MethodNames.Of(method);
        var compared = report.Comparison?.Decisions.FirstOrDefault(d => d.Method == method);
        Add(rows, $"Decision accuracy, {how}", report, m => m.By(method).Result.Accuracy, compared is null ? null : $"{Signed(compared.Accuracy)}, McNemar {P(compared.McNemar.ExactP)}");
        Add(rows, $"Decision macro-F1, {how}", report, m => m.By(method).Result.MacroF1, compared is null ? null : Tested(compared.MacroF1, "paired bootstrap"));
        Add(rows, $"Decision weighted F1, {how}", report, m => m.By(method).Result.WeightedF1);
        var labels = string.Join(" / ", report.Settings.Format.Labels);
        Text(rows, $"Predicted {labels}, {how}", report, m => string.Join(" / ", m.By(method).Result.Classes.Select(c => c.Predicted)));
        if (method is DecisionMethod.Generated)
        {
            Text(rows, "Unparseable answers, %", report, m => Percent(m.By(method).UndecidedRate));
        }

        if (report.Baseline.By(method).Calibration is not null)
        {
            Text(rows, $"Expected calibration error, {how}", report, m => Percent(m.By(method).Calibration!.ExpectedCalibrationError));
        }
    }

    private static string Tested(PairedDifference difference, string test, bool inPoints = true) =>
        $"{(inPoints ? Signed(difference) : SignedNumber(difference))}, {test} {P(difference.P)}";

    /// <param name="improvement">The difference with its test, or null where it was not tested.</param>
    private static void Add(
        List<ReportRow> rows, string metric, EvaluationReport report, Func<ModelResult, Interval> figure, string? improvement = null)
    {
        var before = figure(report.Baseline);
        Interval? after = report.FineTuned is { } tuned ? figure(tuned) : null;
        rows.Add(new(metric, Percent(before), after is { } a ? Percent(a) : "", after is { } b ? improvement ?? Signed(b.Value - before.Value) : ""));
    }

    private static void Text(List<ReportRow> rows, string metric, EvaluationReport report, Func<ModelResult, string> figure, string? improvement = null) =>
        rows.Add(new(metric, figure(report.Baseline), report.FineTuned is { } tuned ? figure(tuned) : "", improvement ?? ""));
}
