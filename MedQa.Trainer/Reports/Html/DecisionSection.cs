using MedQa.Trainer.Evaluation;
using static MedQa.Trainer.Reports.ReportNumbers;

namespace MedQa.Trainer.Reports.Html;

/// <summary>Confusion matrices, each label's precision, recall and F1, and how far the ways to decide agree.</summary>
internal static class DecisionSection
{
    private const int Shades = 10;

    public static SafeHtml Of(EvaluationReport report) => SafeHtml.Of($"""
        <section id="decisions" aria-labelledby="decisions-heading">
        <h2 id="decisions-heading">Decisions</h2>
        <p class="hint">Rows of a table are the authors’ decisions, columns the model’s; the darker a cell, the more of its row. Figures of precision, recall and F1 are percentages.</p>
        {SafeHtml.Each(report.Settings.Methods, m => Method(report, m))}
        {Agreements(report)}
        </section>
        """);

    private static SafeHtml Method(EvaluationReport report, DecisionMethod method) => SafeHtml.Of($"""
        <details{SafeHtml.Verbatim(method == report.Settings.Leading ? " open" : "")}>
        <summary><h3>{MethodNames.Of(method)}{(method == report.Settings.Leading ? " (leading)" : "")}</h3></summary>
        <div class="pair">
        {Model("Baseline", report, report.Baseline.By(method))}
        {(report.FineTuned is { } tuned ? Model("Fine-tuned", report, tuned.By(method)) : SafeHtml.Empty)}
        </div>
        </details>
        """);

    private static SafeHtml Model(string name, EvaluationReport report, MethodResult result)
    {
        var labels = report.Settings.Format.Labels;
        return SafeHtml.Of($"""
            <div class="card scroll" tabindex="0" role="region" aria-label="{name}, {MethodNames.Of(result.Method)}">
            <table class="confusion">
            <caption>{name}: confusion matrix</caption>
            <thead><tr><th scope="col">True</th>{SafeHtml.Each(labels, l => SafeHtml.Of($"<th scope=\"col\">{l}</th>"))}<th scope="col">none</th></tr></thead>
            <tbody>{SafeHtml.Join(labels.Select((label, i) => SafeHtml.Of($"<tr><th scope=\"row\">{label}</th>{Cells(result.Result.Confusion[i])}</tr>")))}</tbody>
            </table>
            <table>
            <caption>{name}: each decision</caption>
            <thead><tr><th scope="col">Decision</th><th scope="col">Precision</th><th scope="col">Recall</th><th scope="col">F1</th><th scope="col">True</th><th scope="col">Given</th></tr></thead>
            <tbody>{SafeHtml.Each(result.Result.Classes, c => SafeHtml.Of($"<tr><th scope=\"row\">{c.Label}</th><td>{Percent(c.Precision)}</td><td>{Percent(c.Recall)}</td><td>{Percent(c.F1)}</td><td>{c.Support}</td><td>{c.Predicted}</td></tr>"))}</tbody>
            </table>
            </div>
            """);
    }

    private static SafeHtml Cells(IReadOnlyList<int> counts)
    {
        var sum = Math.Max(1, counts.Sum());
        return SafeHtml.Each(counts, c => SafeHtml.Of($"<td class=\"shade-{(int)Math.Round((double)Shades * c / sum)}\">{c}</td>"));
    }

    private static SafeHtml Agreements(EvaluationReport report) =>
        report.Baseline.Agreements.Count == 0 && (report.FineTuned?.Agreements.Count ?? 0) == 0 ? SafeHtml.Empty : SafeHtml.Of($"""
            <h3>Agreement between ways to decide</h3>
            <div class="pair">
            {Agreement("Baseline", report.Baseline)}
            {(report.FineTuned is { } tuned ? Agreement("Fine-tuned", tuned) : SafeHtml.Empty)}
            </div>
            <p class="hint">Alike: rows that both decide alike, in percent. Kappa: Cohen’s, the same less what chance would give; 1 is full agreement.</p>
            """);

    private static SafeHtml Agreement(string name, ModelResult model) => SafeHtml.Of($"""
        <div class="card scroll" tabindex="0" role="region" aria-label="{name}: agreement">
        <table>
        <caption>{name}</caption>
        <thead><tr><th scope="col">One way</th><th scope="col">The other</th><th scope="col">Alike</th><th scope="col">Kappa</th></tr></thead>
        <tbody>{SafeHtml.Each(model.Agreements, a => SafeHtml.Of($"<tr><th scope=\"row\">{MethodNames.Of(a.First)}</th><th scope=\"row\">{MethodNames.Of(a.Second)}</th><td>{Percent(a.Agreement.Share)}</td><td>{a.Agreement.Kappa}</td></tr>"))}</tbody>
        </table>
        </div>
        """);
}
