using MedQa.ServiceDefaults.Health;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace MedQa.ServiceDefaults.Telemetry;

/// <summary>
/// OpenTelemetry logs, metrics and traces, exported by OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set. None of the
/// instrumentations reads a request's or an answer's body, and query strings stay out of logs and traces: questions are health text.
/// </summary>
internal static class TelemetryExtensions
{
    /// <summary>The names of our own activity sources and meters.</summary>
    private const string OwnSources = "MedQa.*";

    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        // "Request starting" and "Request finished" repeat the query string.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
        });
        var telemetry = builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics.AddAspNetCoreInstrumentation().AddHttpClientInstrumentation().AddRuntimeInstrumentation().AddMeter(OwnSources))
            .WithTracing(tracing => tracing
                .AddSource(OwnSources)
                .AddAspNetCoreInstrumentation(options =>
                {
                    options.Filter = context => !HealthEndpoints.IsProbe(context.Request.Path);

                    // Aspire switches the instrumentation's own redaction off in Development.
                    options.EnrichWithHttpRequest = (activity, _) => activity.SetTag("url.query", null);
                })
                .AddHttpClientInstrumentation(options => options.EnrichWithHttpRequestMessage = (activity, request) =>
                    activity.SetTag("url.full", request.RequestUri?.GetLeftPart(UriPartial.Path))));
        if (!string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            telemetry.UseOtlpExporter();
        }
    }
}
