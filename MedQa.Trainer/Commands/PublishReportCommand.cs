using System.CommandLine;
using MedQa.Trainer.Reports;

namespace MedQa.Trainer.Commands;

/// <summary><c>publish-report</c>: attaches a report that was written before to the version of an adapter that it measures.</summary>
public static class PublishReportCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var json = new Argument<string>("report") { Description = "A report.json that evaluate wrote." };
        var name = new Argument<string>("adapter") { Description = "The published adapter, NAME or NAME@VERSION (else the current version)." };
        var settings = AdapterStoreOption.Create();
        var command = new Command("publish-report", "Attach a report to the published adapter that it measures.") { json, name, settings };
        command.SetAction((parsed, cancellationToken) => CommandErrors.GuardAsync(async () =>
        {
            var report = ReportReader.Read(parsed.GetRequiredValue(json));
            var target = await ReportTarget.FindAsync(AdapterStoreOption.Open(parsed.GetValue(settings) ?? []), parsed.GetRequiredValue(name), cancellationToken);
            await PublishReportOptions.AttachAsync(target, report, cancellationToken);
        }));
        return command;
    }
}
