using MedQa.Trainer.Metrics;
using static MedQa.Trainer.Reports.ReportNumbers;

namespace MedQa.Trainer.Reports.Html;

/// <summary>The finding in two sentences, and the table Metric, Baseline, Fine-tuned, Improvement.</summary>
internal static class SummarySection
{
    public static SafeHtml Of(EvaluationReport report) => SafeHtml.Of($"""
        <section id="summary" aria-labelledby="summary-heading">
        <h2 id="summary-heading">Summary</h2>
        <p class="headline">{Headline(report)}</p>
        <p>{Floor(report)}</p>
        <div class="scroll" tabindex="0" role="region" aria-label="Table of all figures">
        <table class="figures">
        <caption>All figures in percent with 95% bootstrap intervals over the rows; improvements in points.</caption>
        <thead><tr><th scope="col">Metric</th><th scope="col">Baseline</th>{Header(report)}</tr></thead>
        <tbody>{SafeHtml.Each(ReportRow.Of(report), row => SafeHtml.Of($"""
        <tr><th scope="row">{row.Metric}</th><td>{row.Baseline}</td>{Cells(report, row)}</tr>
        """))}</tbody>
        </table>
        </div>
        <p class="hint">A free answer that states no decision is wrong. ROUGE is the F-measure of the long answer without its decision, no stemming.</p>
        </section>
        """);

    private static SafeHtml Header(EvaluationReport report) => report.FineTuned is null
        ? SafeHtml.Empty : SafeHtml.Of($"<th scope=\"col\">Fine-tuned</th><th scope=\"col\">Improvement</th>");

    private static SafeHtml Cells(EvaluationReport report, ReportRow row) => report.FineTuned is null
        ? SafeHtml.Empty : SafeHtml.Of($"<td>{row.FineTuned}</td><td>{row.Improvement}</td>");

    private static string Headline(EvaluationReport report)
    {
        var leading = report.Settings.Leading;
        var before = report.Baseline.By(leading).Result;
        if (report.FineTuned?.By(leading).Result is not { } after)
        {
            return $"The base model decides {Long(before.Accuracy)} of the rows right; its macro-F1 is {Long(before.MacroF1)}.";
        }

        var change = after.Accuracy.Value.CompareTo(before.Accuracy.Value) switch { > 0 => "raises", < 0 => "lowers", _ => "leaves" };
        var test = report.Comparison?.Decisions.FirstOrDefault(d => d.Method == leading) is { } compared ? $", McNemar {P(compared.McNemar.ExactP)}" : "";
        return $"Fine-tuning {change} accuracy from {Percent(before.Accuracy.Value)}% to {Long(after.Accuracy)}{test}, " +
            $"and takes macro-F1 from {Percent(before.MacroF1.Value)}% to {Long(after.MacroF1)}.";
    }

    private static string Long(Interval interval) => $"{Percent(interval.Value)}% (95% interval {Percent(interval.Low)} to {Percent(interval.High)})";

    /// <summary>What can be had without reading: always the commonest decision.</summary>
    private static string Floor(EvaluationReport report)
    {
        var classes = report.Baseline.By(report.Settings.Leading).Result.Classes;
        var commonest = classes.MaxBy(c => c.Support)!;
        var share = (double)commonest.Support / Math.Max(1, classes.Sum(c => c.Support));
        var f1 = 2 * share / (1 + share) / classes.Count;
        return $"For comparison: to say “{commonest.Label}” every time would be right in {Percent(share)}% of the rows, with macro-F1 {Percent(f1)}%.";
    }
}
