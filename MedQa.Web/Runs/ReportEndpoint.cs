using MedQa.ServiceDefaults.Adapters;
using MedQa.Web.Security;

namespace MedQa.Web.Runs;

/// <summary>A report's files as they were attached, checked by their hashes.</summary>
internal static class ReportEndpoint
{
    /// <summary>Maps <c>/runs/{name}/{version}/reports/{id}/report.html</c> and <c>report.json</c>.</summary>
    public static void MapReportFiles(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/runs/{name}/{version:int:min(1)}/reports/{id}/{file:regex(^report\\.(html|json)$)}", GetAsync).AddEndpointFilter<NoStoreFilter>();

    private static async Task<IResult> GetAsync(
        string name, int version, string id, string file, HttpContext context, RunReader runs, CancellationToken cancellationToken)
    {
        if (await runs.ReportFileAsync(name, version, id, file, cancellationToken) is not { } content)
        {
            return Results.NotFound();
        }

        if (file == AdapterReport.JsonFile)
        {
            return Results.File(content, "application/json", $"{name}-{version}-{id}.json");
        }

        // A page in a window of its own may lead that window anywhere, whatever its policy. In the frame it may not.
        if (context.Request.Headers["Sec-Fetch-Dest"] is { Count: > 0 } destination && destination != "iframe")
        {
            return Results.Redirect($"{context.Request.PathBase}/runs/{name}/{version}/reports/{id}");
        }

        context.Response.Headers.ContentSecurityPolicy = SecurityHeaders.Report;
        return Results.File(content, "text/html; charset=utf-8");
    }
}
