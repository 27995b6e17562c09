using System.CommandLine;
using MedQa.Trainer.Reports;
using MedQa.Trainer.Reports.Html;

namespace MedQa.Trainer.Commands;

/// <summary><c>report</c>: the page of a report that was written before.</summary>
public static class ReportCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var json = new Argument<string>("report") { Description = "A report.json that evaluate wrote." };
        var output = new Option<string?>("--out", "-o") { Description = "The page to write. Default: report.html beside the report." };
        var command = new Command("report", "Make a report's page again from its report.json.") { json, output };
        command.SetAction((parsed, cancellationToken) => CommandErrors.GuardAsync(async () =>
        {
            var path = Path.GetFullPath(parsed.GetRequiredValue(json));
            var page = Path.GetFullPath(parsed.GetValue(output) ?? Path.Combine(Path.GetDirectoryName(path)!, ReportFolder.Html));
            var report = ReportReader.Read(path);
            await File.WriteAllTextAsync(page, ReportHtml.ToHtml(report), cancellationToken);
            Console.WriteLine($"Written to {page}");
        }));
        return command;
    }
}
