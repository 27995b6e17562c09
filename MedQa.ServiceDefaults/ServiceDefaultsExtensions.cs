using MedQa.ServiceDefaults.Health;
using MedQa.ServiceDefaults.Resilience;
using MedQa.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MedQa.ServiceDefaults;

/// <summary>What every service of MedQA has in common: telemetry, health endpoints, service discovery and resilient HTTP clients.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>Adds telemetry, a liveness check, service discovery and, for every HTTP client but gRPC's, the standard resilience.</summary>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.AddTelemetry();
        builder.Services.AddHealthChecks().AddCheck<LivenessCheck>(LivenessCheck.Name, tags: [HealthEndpoints.LiveTag]);
        builder.Services.AddServiceDiscovery();
        builder.Services.ConfigureHttpClientDefaults(http =>
        {
            http.AddStandardResilienceHandler(GrpcExemption.Apply);
            http.AddServiceDiscovery();
        });
        return builder;
    }

    /// <summary>
    /// Maps <c>/health</c> (ready: every check) and <c>/alive</c> (the process answers), in every environment. Where
    /// <c>MedQa:ProbePort</c> is set they answer on that port only, since a clear-text port that speaks HTTP/2 for gRPC
    /// cannot be probed with HTTP/1.1; the application makes Kestrel listen there.
    /// </summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        HealthEndpoints.Map(app);
        return app;
    }
}
