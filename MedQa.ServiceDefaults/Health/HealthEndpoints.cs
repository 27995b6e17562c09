using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace MedQa.ServiceDefaults.Health;

/// <summary>The probes. Degraded counts as ready: the service answers, with something missing.</summary>
internal static class HealthEndpoints
{
    public const string ReadyPath = "/health";
    public const string AlivePath = "/alive";

    /// <summary>The tag of the checks that <c>/alive</c> runs.</summary>
    public const string LiveTag = "live";

    /// <summary>The port that probes answer on; not set, or 0 for a port that is not known yet: every port.</summary>
    public const string ProbePortKey = "MedQa:ProbePort";

    public static void Map(WebApplication app)
    {
        int? port = app.Configuration.GetValue<int>(ProbePortKey) is > 0 and var set ? set : null;
        var options = new HealthCheckOptions();

        // What a check says may name folders and addresses: not for a port that the public may reach.
        if (port is not null || app.Environment.IsDevelopment())
        {
            options.ResponseWriter = WriteAsync;
        }

        var alive = new HealthCheckOptions { Predicate = check => check.Tags.Contains(LiveTag) };
        if (port is { } probes)
        {
            // By the port of the connection; the Host header's would be another behind a port mapping.
            app.UseHealthChecks(ReadyPath, probes, options);
            app.UseHealthChecks(AlivePath, probes, alive);
        }
        else
        {
            app.MapHealthChecks(ReadyPath, options);
            app.MapHealthChecks(AlivePath, alive);
        }
    }

    public static bool IsProbe(PathString path) => path.StartsWithSegments(ReadyPath) || path.StartsWithSegments(AlivePath);

    private static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(new
    {
        status = report.Status.ToString(),
        checks = report.Entries.ToDictionary(
            entry => entry.Key, entry => new { status = entry.Value.Status.ToString(), description = entry.Value.Description }),
    });
}
