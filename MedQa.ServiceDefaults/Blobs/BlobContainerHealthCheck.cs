using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MedQa.ServiceDefaults.Blobs;

/// <summary>Asks the container for its properties. One that does not exist yet is healthy: the first publish makes it.</summary>
internal sealed class BlobContainerHealthCheck(BlobContainerClient container) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await container.GetPropertiesAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            return HealthCheckResult.Healthy();
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            return HealthCheckResult.Healthy($"The container {container.Name} does not exist yet.");
        }
        catch (RequestFailedException e) when (e.Status > 0)
        {
            return new(context.Registration.FailureStatus, $"The blob service answered {e.Status} {e.ErrorCode} for the container {container.Name}.", e);
        }
    }
}
