using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MedQa.Inference.Serving;

/// <summary>Healthy once the model is loaded.</summary>
internal sealed class ModelReadyHealthCheck(ModelHost host) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(host.Current is null
            ? HealthCheckResult.Unhealthy("The model is not loaded.")
            : HealthCheckResult.Healthy());
}
