namespace MedQa.Trainer.Reports.Html;

/// <summary>What somebody needs to do the evaluation again.</summary>
internal static class FactSection
{
    public static SafeHtml Of(EvaluationReport report) => SafeHtml.Of($"""
        <section id="how" aria-labelledby="how-heading">
        <h2 id="how-heading">How it was done</h2>
        <div class="card scroll" tabindex="0" role="region" aria-label="How it was done">
        <table class="facts">
        <caption class="visually-hidden">How it was done</caption>
        <tbody>{SafeHtml.Each(ReportFacts.Of(report), f => SafeHtml.Of($"<tr><th scope=\"row\">{f.Name}</th><td>{f.Value}</td></tr>"))}</tbody>
        </table>
        </div>
        <details><summary>Ids of the rows, in order</summary><p class="ids">{string.Join(", ", report.Data.Ids)}</p></details>
        </section>
        """);
}
