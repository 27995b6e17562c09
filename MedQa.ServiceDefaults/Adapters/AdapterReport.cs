namespace MedQa.ServiceDefaults.Adapters;

/// <summary>An evaluation's report that is kept with a version of an adapter.</summary>
/// <param name="Id">Its protocol and the beginning of a hash of its files: the same report has the same id.</param>
/// <param name="Summary">What it says, in short.</param>
/// <param name="Files">Its files, by name: <see cref="JsonFile"/> and <see cref="HtmlFile"/>.</param>
public sealed record AdapterReport(string Id, ReportSummary Summary, IReadOnlyList<AdapterFile> Files)
{
    /// <summary>The whole report.</summary>
    public const string JsonFile = "report.json";

    /// <summary>The report as one page.</summary>
    public const string HtmlFile = "report.html";

    /// <summary>The most bytes that a report's file may have: several times a report of 1,000 rows.</summary>
    public const long MaxFileBytes = 64L << 20;
}
