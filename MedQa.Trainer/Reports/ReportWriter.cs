using System.Text;
using System.Text.Json;
using static MedQa.Trainer.Reports.ReportNumbers;

namespace MedQa.Trainer.Reports;

/// <summary>Writes a report for programs (JSON) and for people (Markdown), and predictions as JSON lines.</summary>
public static class ReportWriter
{
    /// <summary>The report as JSON; the same report gives the same bytes.</summary>
    public static string ToJson(EvaluationReport report) => JsonSerializer.Serialize(report, ReportJson.Options) + "\n";

    /// <summary>The rows as JSON lines, each with what was made of it.</summary>
    public static string ToJsonLines(EvaluationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return string.Concat(report.Rows.Select(r => JsonSerializer.Serialize(r, ReportJson.Lines) + "\n"));
    }

    /// <summary>The report as Markdown.</summary>
    public static string ToMarkdown(EvaluationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var text = new StringBuilder();
        Line($"# {report.Title.ReplaceLineEndings(" ")}");
        Line("");
        Line("| Metric | Baseline | Fine-tuned | Improvement |");
        Line("|---|---|---|---|");
        foreach (var row in ReportRow.Of(report))
        {
            Line($"| {row.Metric} | {row.Baseline} | {row.FineTuned} | {row.Improvement} |");
        }

        Line("");
        Line("Percentages, with 95% bootstrap intervals over the rows. Improvement is the difference in points. A free answer that states no decision is wrong.");
        Line("ROUGE: F-measure of the long answer without its decision, no stemming.");
        Confusion("Baseline", report, report.Baseline);
        if (report.FineTuned is { } tuned)
        {
            Confusion("Fine-tuned", report, tuned);
        }

        Line("");
        Line("## How");
        Line("");
        Line("| What | Value |");
        Line("|---|---|");
        foreach (var (name, value) in ReportFacts.Of(report))
        {
            Line($"| {name} | {MarkdownCell.Of(value)} |");
        }

        return text.ToString();

        void Line(string line) => text.Append(line).Append('\n');

        void Confusion(string name, EvaluationReport of, ModelResult result)
        {
            string[] labels = [.. of.Settings.Format.Labels.Select(MarkdownCell.Of)];
            var decisions = result.By(of.Settings.Leading).Result;
            Line("");
            Line($"## {name}: decisions, {MethodNames.Of(of.Settings.Leading)}");
            Line("");
            Line($"| True | {string.Join(" | ", labels)} | none | Precision | Recall | F1 |");
            Line($"|---|{string.Concat(labels.Select(_ => "---|"))}---|---|---|---|");
            foreach (var (i, c) in decisions.Classes.Index())
            {
                Line($"| {labels[i]} | {string.Join(" | ", decisions.Confusion[i])} | {Percent(c.Precision)} | {Percent(c.Recall)} | {Percent(c.F1)} |");
            }
        }
    }
}
