using System.Text.Json;
using System.Text.Json.Serialization;
using MedQa.Trainer.Metrics;
using static MedQa.Trainer.Reports.ReportNumbers;

namespace MedQa.Trainer.Reports;

/// <summary>A report in one line, to set beside others': the fine-tuned model's figures, or the base model's where there is no adapter.</summary>
public sealed record LeaderboardLine
{
    /// <summary>The head of a Markdown table of such lines.</summary>
    public const string MarkdownHeader =
        "| Model | Adapter | Protocol | Setting | Shots | Decided by | Rows | Accuracy | Macro-F1 | ROUGE-L | BERTScore | Data | Base weights | Adapter weights | Code |\n" +
        "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|";

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public required string Model { get; init; }

    /// <summary>The adapter, several joined by " + "; null for the base model.</summary>
    public required string? Adapter { get; init; }

    public required string Protocol { get; init; }

    /// <summary>reasoning-required or question-only.</summary>
    public required string Setting { get; init; }

    public required int Shots { get; init; }

    /// <summary>The way to decide.</summary>
    public required string Method { get; init; }

    public required int Rows { get; init; }

    public required Interval Accuracy { get; init; }

    public required Interval MacroF1 { get; init; }

    public required Interval? RougeL { get; init; }

    public required Interval? BertScore { get; init; }

    /// <summary>The first digits of the data's SHA-256.</summary>
    public required string Data { get; init; }

    /// <summary>The first digits of the base weights' SHA-256.</summary>
    public required string BaseWeights { get; init; }

    /// <summary>The first digits of the adapter weights' SHA-256.</summary>
    public required string? AdapterWeights { get; init; }

    public required string Code { get; init; }

    /// <summary>The line of a report, by its leading way to decide.</summary>
    public static LeaderboardLine Of(EvaluationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var result = report.FineTuned ?? report.Baseline;
        var decisions = result.By(report.Settings.Leading).Result;
        return new()
        {
            Model = report.Model.Name,
            Adapter = report.AdapterNames,
            Protocol = report.Data.Protocol,
            Setting = report.Settings.WithContext ? "reasoning-required" : "question-only",
            Shots = report.Settings.Shots.Count,
            Method = MethodNames.Of(report.Settings.Leading),
            Rows = report.Data.Ids.Count,
            Accuracy = decisions.Accuracy,
            MacroF1 = decisions.MacroF1,
            RougeL = result.Answers?.RougeL,
            BertScore = result.Answers?.BertScore,
            Data = ShortHash.Of(report.Data.Sha256),
            BaseWeights = ShortHash.Of(report.Model.Sha256),
            AdapterWeights = report.Adapter is null ? null : string.Join(" + ", report.Adapters.Select(a => ShortHash.Of(a.Sha256))),
            Code = report.CodeVersion,
        };
    }

    /// <summary>A row for a table that begins with <see cref="MarkdownHeader"/>; percentages with 95% intervals.</summary>
    public string ToMarkdown()
    {
        string[] cells =
        [
            Model, Adapter ?? "–", Protocol, Setting, $"{Shots}", Method, $"{Rows}", Percent(Accuracy), Percent(MacroF1),
            RougeL is { } rouge ? Percent(rouge) : "–", BertScore is { } bert ? Percent(bert) : "–", Data, BaseWeights, AdapterWeights ?? "–", Code,
        ];
        return $"| {string.Join(" | ", cells.Select(MarkdownCell.Of))} |";
    }

    /// <summary>One line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, _json);
}
