using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using MedQa.Model.Answers;

namespace MedQa.Trainer.Evaluation;

/// <summary>Writes a report for programs (JSON) and for people (Markdown), and predictions as JSON lines.</summary>
public static class ReportWriter
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        Converters = { new JsonStringEnumConverter<DecisionPlacement>(JsonNamingPolicy.CamelCase) },
    };

    private static readonly JsonSerializerOptions _lines = new(_json) { WriteIndented = false };

    /// <summary>The report as JSON; the same report gives the same bytes.</summary>
    public static string ToJson(EvaluationReport report) => JsonSerializer.Serialize(report, _json) + "\n";

    /// <summary>Predictions as JSON lines: they hold answers, so they are only written where asked for.</summary>
    public static string ToJsonLines(EvaluationOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        var lines = new StringBuilder();
        Append("baseline", outcome.Baseline);
        Append("fine-tuned", outcome.FineTuned ?? []);
        return lines.ToString();

        void Append(string model, IReadOnlyList<RowPrediction> predictions)
        {
            foreach (var p in predictions)
            {
                lines.Append(JsonSerializer.Serialize(new { model, p.Id, p.Truth, p.Scored, p.LogProbabilities, p.Parsed, p.Answer }, _lines)).Append('\n');
            }
        }
    }

    /// <summary>The report as Markdown.</summary>
    public static string ToMarkdown(EvaluationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var text = new StringBuilder();
        Line($"# Evaluation of {report.Model.Name}{(report.Adapter is { } a ? $" with {a.Name}" : "")}");
        Line("");
        Line("| Metric | Baseline | Fine-tuned | Improvement |");
        Line("|---|---|---|---|");
        foreach (var row in ReportRow.Of(report))
        {
            Line($"| {row.Metric} | {row.Baseline} | {row.FineTuned} | {row.Improvement} |");
        }

        Line("");
        Line("Percentages, with 95% bootstrap intervals over the rows. Improvement is the difference in points. Scored: the likeliest label after the prompt.");
        Line("Generated: parsed from the greedy answer; one that states no decision is wrong. ROUGE: F-measure of the long answer without its decision, no stemming.");
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
        foreach (var (name, value) in Settings(report))
        {
            Line($"| {name} | {value} |");
        }

        return text.ToString();

        void Line(string line) => text.Append(line).Append('\n');

        void Confusion(string name, EvaluationReport of, ModelResult result)
        {
            var labels = of.Settings.Format.Labels;
            Line("");
            Line($"## {name}: decisions by scoring");
            Line("");
            Line($"| True | {string.Join(" | ", labels)} | Precision | Recall | F1 |");
            Line($"|---|{string.Concat(labels.Select(_ => "---|"))}---|---|---|");
            for (var i = 0; i < labels.Count; i++)
            {
                var c = result.Scored.Classes[i];
                Line($"| {labels[i]} | {string.Join(" | ", result.Scored.Confusion[i].Take(labels.Count))} | {Percent(c.Precision)} | {Percent(c.Recall)} | {Percent(c.F1)} |");
            }
        }
    }

    private static IEnumerable<(string Name, string Value)> Settings(EvaluationReport report)
    {
        var settings = report.Settings;
        yield return ("Base", $"{report.Model.Name}, weights SHA-256 {report.Model.Sha256}");
        yield return ("Adapter", report.Adapter is { } adapter ? $"{adapter.Name}, weights SHA-256 {adapter.Sha256}" : "none");
        yield return ("Data", $"{report.Data.File}, SHA-256 {report.Data.Sha256}");
        yield return ("Rows", $"{report.Data.Ids.Count}, split {report.Data.Split}; their ids are in the JSON report");
        yield return ("Contexts shortened", report.ShortenedCount.ToString(CultureInfo.InvariantCulture));
        yield return ("Chat template", report.ChatTemplate);
        yield return ("Decision", settings.Format.Placement == DecisionPlacement.Last ? $"last, after \"{settings.Format.Lead}\"" : "first");
        yield return ("System prompt", settings.Format.SystemPrompt.Length == 0 ? "none" : settings.Format.SystemPrompt.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal));
        yield return ("Generation", settings.Generate ? $"greedy, at most {settings.MaxTokens} tokens, batches of {settings.BatchSize}" : "none");
        yield return ("Computed on", report.Compute);
        yield return ("Bootstrap", $"{settings.Resamples} draws, seed {settings.Seed}");
    }

    private static string Percent(double part) => (100 * part).ToString("0.0", CultureInfo.InvariantCulture);
}
