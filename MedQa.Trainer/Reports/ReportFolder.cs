using MedQa.Trainer.Reports.Html;

namespace MedQa.Trainer.Reports;

/// <summary>What an evaluation leaves in a folder: the report for programs, in a browser and as Markdown, and its line for a leaderboard.</summary>
public static class ReportFolder
{
    /// <summary>The whole report as JSON.</summary>
    public const string Json = "report.json";

    /// <summary>The report as one page.</summary>
    public const string Html = "report.html";

    /// <summary>The figures as Markdown.</summary>
    public const string Markdown = "report.md";

    /// <summary>A Markdown table of this report's one line.</summary>
    public const string Leaderboard = "leaderboard.md";

    /// <summary>The same line as JSON.</summary>
    public const string LeaderboardJson = "leaderboard.jsonl";

    /// <summary>Writes the files, in place of what an earlier evaluation left.</summary>
    public static async Task WriteAsync(EvaluationReport report, string folder, CancellationToken cancellationToken = default)
    {
        var line = LeaderboardLine.Of(report);
        Directory.CreateDirectory(folder);
        foreach (var (name, text) in new[]
        {
            (Json, ReportWriter.ToJson(report)),
            (Html, ReportHtml.ToHtml(report)),
            (Markdown, ReportWriter.ToMarkdown(report)),
            (Leaderboard, $"{LeaderboardLine.MarkdownHeader}\n{line.ToMarkdown()}\n"),
            (LeaderboardJson, $"{line.ToJson()}\n"),
        })
        {
            await File.WriteAllTextAsync(Path.Combine(folder, name), text, cancellationToken);
        }
    }
}
