using System.CommandLine;
using MedQa.Trainer.Reports;

namespace MedQa.Trainer.Commands;

/// <summary><c>--publish</c> of an evaluation: the published adapter that its report is attached to.</summary>
internal sealed class PublishReportOptions
{
    private readonly Option<string?> _target = new("--publish") { Description = "Attach the report to this published adapter, NAME or NAME@VERSION (else the current version); its weights must be those evaluated." };
    private readonly Option<string[]> _settings = AdapterStoreOption.Create();

    /// <summary>Adds the options.</summary>
    public void AddTo(Command command)
    {
        command.Add(_target);
        command.Add(_settings);
    }

    /// <summary>Finds the version before the work begins, so that a wrong name costs none; null where none is asked for.</summary>
    /// <exception cref="ArgumentException">There is no such version, or no store.</exception>
    public async Task<ReportTarget?> FindAsync(ParseResult parsed, CancellationToken cancellationToken) => parsed.GetValue(_target) is { } name
        ? await ReportTarget.FindAsync(AdapterStoreOption.Open(parsed.GetValue(_settings) ?? []), name, cancellationToken)
        : null;

    /// <summary>Attaches a report and says where.</summary>
    public static async Task AttachAsync(ReportTarget? target, EvaluationReport report, CancellationToken cancellationToken)
    {
        if (target is not null)
        {
            var attached = await target.AttachAsync(report, cancellationToken);
            Console.WriteLine($"Attached to {target.Version.Name} version {target.Version.Version} as {attached.Id}");
        }
    }
}
