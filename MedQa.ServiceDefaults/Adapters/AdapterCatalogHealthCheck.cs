using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MedQa.ServiceDefaults.Adapters;

/// <summary>
/// Degraded, not unhealthy, while the store cannot be read: the base model and the adapters already listed still answer.
/// </summary>
internal sealed class AdapterCatalogHealthCheck(AdapterCatalog catalog) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(catalog.State switch
        {
            { Error: { } error, ReadAt: { } at } => HealthCheckResult.Degraded(
                string.Create(CultureInfo.InvariantCulture, $"Serving the listing of {at:u}. {error}")),
            { Error: { } error } => HealthCheckResult.Degraded($"No listing yet. {error}"),
            { ReadAt: null } => HealthCheckResult.Degraded("The store has not been read yet."),
            { Listings.Count: var count } => HealthCheckResult.Healthy($"{count} adapters."),
        });
}
