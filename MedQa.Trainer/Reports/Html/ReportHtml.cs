
namespace MedQa.Trainer.Reports.Html;

/// <summary>
/// A report as one page that needs nothing else: no network, no fonts, its only script and style its own. The same report gives the
/// same bytes. It holds the rows' texts, so it goes where the data may go.
/// </summary>
public static class ReportHtml
{
    /// <summary>The page.</summary>
    public static string ToHtml(EvaluationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return SafeHtml.Of($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="{ReportAssets.Policy}">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="referrer" content="no-referrer">
            <title>{report.Title} · MedQA</title>
            <style>{SafeHtml.Verbatim(ReportAssets.Style)}</style>
            </head>
            <body>
            <a class="skip-link" href="#main">Skip to the content</a>
            <p class="notice" role="note"><strong>No medical advice.</strong> This page measures a language model. What the models answered here can be wrong.</p>
            <main id="main" tabindex="-1">
            <header>
            <h1>{report.Title}</h1>
            <p class="lead">{Setting(report)}</p>
            </header>
            <nav aria-label="Contents"><a href="#summary">Summary</a> <a href="#figures">Figures</a> <a href="#decisions">Decisions</a> {GroupSection.Link(report)} <a href="#rows">Rows</a> <a href="#how">How it was done</a></nav>
            {SummarySection.Of(report)}
            {FigureSection.Of(report)}
            {DecisionSection.Of(report)}
            {GroupSection.Of(report)}
            {RowSection.Of(report)}
            {FactSection.Of(report)}
            </main>
            {RowSection.Data(report)}
            <script>{SafeHtml.Verbatim(ReportAssets.Script)}</script>
            </body>
            </html>

            """).ToString().ReplaceLineEndings("\n");
    }

    private static string Setting(EvaluationReport report)
    {
        var context = report.Settings.WithContext ? "reasoning required (context given)" : "question only";
        var shots = report.Settings.Shots.Count == 0 ? "zero-shot" : $"{report.Settings.Shots.Count}-shot";
        return $"{report.Data.Ids.Count} rows, {report.Data.Protocol} · {context}, {shots} · leading way to decide: {MethodNames.Of(report.Settings.Leading)}";
    }
}
