using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace MedQa.Trainer.Reports.Html;

/// <summary>Every row. The page holds them as data, which its script lays out: a row's texts only once somebody opens it.</summary>
internal static class RowSection
{
    // Angle brackets, ampersands and quotes become \u003C and so on, so that no text can end the script element it lies in.
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        DictionaryKeyPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    };

    /// <summary>The place of the rows, with what finds them.</summary>
    public static SafeHtml Of(EvaluationReport report)
    {
        var (labels, tuned) = (report.Settings.Format.Labels, report.FineTuned is not null);
        var judged = tuned ? "fine-tuned model" : "base model";
        return SafeHtml.Of($"""
            <section id="rows" aria-labelledby="rows-heading">
            <h2 id="rows-heading">Every row</h2>
            <p class="hint">Worst first: rows that the {judged} decides wrong come before those it decides right; of the wrong ones, those it is surest of (the probability of its wrong decision; no decision, or a way to decide without probabilities, counts as sure). Equally sure ones, and all that are right, follow by ROUGE-L of the long answer, lowest first.</p>
            <div class="filters" id="filters" role="search" aria-label="Rows" hidden>
            <div class="wide"><label for="find">Search in questions, contexts, answers and ids</label><input id="find" type="search" autocomplete="off" spellcheck="false"></div>
            <div><label for="method">Decided by</label><select id="method">{SafeHtml.Each(report.Settings.Methods, m => SafeHtml.Of($"<option value=\"{JsonNamingPolicy.CamelCase.ConvertName(m.ToString())}\"{SafeHtml.Verbatim(m == report.Settings.Leading ? " selected" : "")}>{MethodNames.Of(m)}</option>"))}</select></div>
            <div><label for="truth">True decision</label><select id="truth"><option value="">any</option>{Options(labels)}</select></div>
            <div><label for="decision">Decision of the {judged}</label><select id="decision"><option value="">any</option>{Options(labels)}<option value="-1">none</option></select></div>
            <div><label for="change">Right or wrong</label><select id="change"><option value="">any</option>{Changes(tuned)}</select></div>
            <div><label for="sort">Order</label><select id="sort"><option value="worst">worst first</option><option value="best">best first</option>{(tuned ? SafeHtml.Of($"<option value=\"lost\">ROUGE-L lost most</option><option value=\"gained\">ROUGE-L gained most</option>") : SafeHtml.Empty)}<option value="unsure">least sure first</option><option value="year">newest first</option><option value="data">as in the data</option></select></div>
            <div class="buttons"><button type="button" id="reset">Show all</button><button type="button" id="open-all">Open those shown</button></div>
            </div>
            <p id="count" role="status">{report.Rows.Count} rows</p>
            <noscript><p>The rows are laid out by this page’s own script. Allow it to run, or read report.json.</p></noscript>
            <ol id="row-list" class="row-list"></ol>
            </section>
            """);
    }

    /// <summary>The rows as JSON in a script element that is data, not code.</summary>
    public static SafeHtml Data(EvaluationReport report)
    {
        var data = new
        {
            report.Settings.Format.Labels,
            Methods = report.Settings.Methods.Select(m => new { Key = m, Name = MethodNames.Of(m) }),
            report.Rows,
        };
        return SafeHtml.Of($"<script type=\"application/json\" id=\"data\">{SafeHtml.Verbatim(JsonSerializer.Serialize(data, _json))}</script>");
    }

    private static SafeHtml Options(IReadOnlyList<string> labels) =>
        SafeHtml.Join(labels.Select((label, i) => SafeHtml.Of($"<option value=\"{i}\">{label}</option>")));

    private static SafeHtml Changes(bool tuned) => tuned
        ? SafeHtml.Of($"<option value=\"fixed\">fixed: wrong, then right</option><option value=\"broken\">broken: right, then wrong</option><option value=\"wrong\">both wrong</option><option value=\"right\">both right</option>")
        : SafeHtml.Of($"<option value=\"wrong\">wrong</option><option value=\"right\">right</option>");
}
