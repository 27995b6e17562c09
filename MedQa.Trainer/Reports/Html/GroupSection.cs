using static MedQa.Trainer.Reports.ReportNumbers;

namespace MedQa.Trainer.Reports.Html;

/// <summary>Decisions by year and by MeSH heading, and by fold; nothing where the report has neither.</summary>
internal static class GroupSection
{
    /// <summary>The link of the page's contents.</summary>
    public static SafeHtml Link(EvaluationReport report) =>
        Present(report) ? SafeHtml.Of($"<a href=\"#groups\">Groups</a>") : SafeHtml.Empty;

    public static SafeHtml Of(EvaluationReport report) => !Present(report) ? SafeHtml.Empty : SafeHtml.Of($"""
        <section id="groups" aria-labelledby="groups-heading">
        <h2 id="groups-heading">Groups of rows</h2>
        <p class="hint">By the leading way to decide, in percent. Figures of few rows say little.</p>
        <div class="pair tables">
        {SafeHtml.Each(report.Groups, t => Table(t, report.FineTuned is not null))}
        {(report.Folds.Count > 0 ? Folds(report) : SafeHtml.Empty)}
        </div>
        </section>
        """);

    private static bool Present(EvaluationReport report) => report.Groups.Count > 0 || report.Folds.Count > 0;

    private static SafeHtml Table(GroupTable table, bool tuned) => SafeHtml.Of($"""
        <div class="card scroll tall" tabindex="0" role="region" aria-label="Decisions by {table.Name}">
        <table>
        <caption>By {table.Name}; {table.Scores.LeftOutGroups} with fewer than {table.Scores.FewestRows} rows are left out</caption>
        <thead><tr><th scope="col">{table.Name}</th><th scope="col">Rows</th><th scope="col">Accuracy</th>{Column(tuned, "Fine-tuned")}<th scope="col">Macro-F1</th>{Column(tuned, "Fine-tuned")}</tr></thead>
        <tbody>{SafeHtml.Each(table.Scores.Groups, g => SafeHtml.Of($"<tr><th scope=\"row\">{g.Group}</th><td>{g.Count}</td><td>{Percent(g.Baseline.Accuracy)}</td>{Cell(tuned, g.FineTuned?.Accuracy)}<td>{Percent(g.Baseline.MacroF1)}</td>{Cell(tuned, g.FineTuned?.MacroF1)}</tr>"))}</tbody>
        </table>
        </div>
        """);

    private static SafeHtml Folds(EvaluationReport report) => SafeHtml.Of($"""
        <div class="card scroll" tabindex="0" role="region" aria-label="Folds">
        <table>
        <caption>Folds: each one’s model was trained without its rows</caption>
        <thead><tr><th scope="col">Fold</th><th scope="col">Rows</th><th scope="col">Accuracy</th><th scope="col">Macro-F1</th><th scope="col">Adapter</th></tr></thead>
        <tbody>{SafeHtml.Each(report.Folds, f => SafeHtml.Of($"<tr><th scope=\"row\">{f.Number}</th><td>{f.Ids.Count}</td><td>{Percent(f.Accuracy)}</td><td>{Percent(f.MacroF1)}</td><td>{f.Adapter.Name} <code>{ShortHash.Of(f.Adapter.Sha256)}</code></td></tr>"))}</tbody>
        <tfoot><tr><th scope="row">Mean</th><td></td><td>{Percent(report.Folds.Average(f => f.Accuracy))}</td><td>{Percent(report.Folds.Average(f => f.MacroF1))}</td><td></td></tr></tfoot>
        </table>
        </div>
        """);

    private static SafeHtml Column(bool shown, string name) => shown ? SafeHtml.Of($"<th scope=\"col\">{name}</th>") : SafeHtml.Empty;

    private static SafeHtml Cell(bool shown, double? part) => shown ? SafeHtml.Of($"<td>{(part is { } p ? Percent(p) : "")}</td>") : SafeHtml.Empty;
}
