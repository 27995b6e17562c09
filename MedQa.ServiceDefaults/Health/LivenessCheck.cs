using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MedQa.ServiceDefaults.Health;

/// <summary>Healthy whenever the process can answer.</summary>
internal sealed class LivenessCheck : IHealthCheck
{
    public const string Name = "self";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(HealthCheckResult.Healthy());
}
