using MedQa.ServiceDefaults.Adapters;
using MedQa.Web.Runs;
using MedQa.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace MedQa.Web.Pages.Runs;

/// <summary>A report, in a frame that can do nothing to this page, with the run it belongs to.</summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class ReportModel(IServiceProvider services) : PageModel
{
    /// <summary>The run that the report belongs to.</summary>
    public Run Run { get; private set; } = null!;

    /// <summary>The report.</summary>
    public AdapterReport Report { get; private set; } = null!;

    /// <summary>The address of one of the report's files.</summary>
    public string Address(string file) => $"{Request.PathBase}/runs/{Run.Version.Name}/{Run.Version.Version}/reports/{Report.Id}/{file}";

    public async Task<IActionResult> OnGetAsync(string name, int version, string id, CancellationToken cancellationToken)
    {
        var run = await services.GetRequiredService<RunReader>().FindAsync(name, version, cancellationToken);
        if (run?.Reports?.FirstOrDefault(report => report.Id == id) is not { } found)
        {
            return NotFound();
        }

        (Run, Report) = (run, found);
        Response.Headers.ContentSecurityPolicy = SecurityHeaders.WithReportFrame;
        return Page();
    }
}
