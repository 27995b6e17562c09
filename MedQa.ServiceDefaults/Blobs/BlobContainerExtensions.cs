using Azure.Identity;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Azure;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace MedQa.ServiceDefaults.Blobs;

/// <summary>Registers a <see cref="BlobContainerClient"/> the way Aspire's client package does.</summary>
public static class BlobContainerExtensions
{
    /// <summary>What the configuration says about the container <paramref name="name"/>.</summary>
    public static BlobContainerSettings GetBlobContainerSettings(this IConfiguration configuration, string name)
    {
        var settings = new BlobContainerSettings();
        var section = configuration.GetSection(BlobContainerSettings.Section);
        section.Bind(settings);
        section.GetSection(name).Bind(settings);
        if (configuration.GetConnectionString(name) is { Length: > 0 } connectionString)
        {
            settings.Apply(name, connectionString);
        }

        return settings;
    }

    /// <summary>
    /// Adds the container's client as a singleton with <paramref name="name"/> as its key, a health check of its name and the tracing
    /// source <c>Azure.Storage.Blobs.*</c>.
    /// </summary>
    /// <param name="name">The connection's name, as in <c>ConnectionStrings:{name}</c>.</param>
    /// <exception cref="InvalidOperationException">The configuration does not say where the container is.</exception>
    public static IHostApplicationBuilder AddBlobContainer(this IHostApplicationBuilder builder, string name)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var settings = builder.Configuration.GetBlobContainerSettings(name);
        if (!settings.IsConfigured)
        {
            throw new InvalidOperationException(
                $"There is no blob service for '{name}'. Set ConnectionStrings:{name}, or ConnectionString or ServiceUri in {BlobContainerSettings.Section}:{name}.");
        }

        if (string.IsNullOrEmpty(settings.BlobContainerName))
        {
            throw new InvalidOperationException(
                $"The blob container's name is missing. Add ContainerName=… to ConnectionStrings:{name}, or set {BlobContainerSettings.Section}:{name}:BlobContainerName.");
        }

        builder.Services.AddAzureClients(clients => clients.AddClient<BlobContainerClient, BlobClientOptions>(options => Create(settings, options)).WithName(name));
        builder.Services.AddKeyedSingleton(name, (services, _) => services.GetRequiredService<IAzureClientFactory<BlobContainerClient>>().CreateClient(name));
        if (!settings.DisableHealthChecks)
        {
            // Degraded: without its adapters or its library's documents a service still answers.
            builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
                $"blobs-{name}",
                services => new BlobContainerHealthCheck(services.GetRequiredKeyedService<BlobContainerClient>(name)),
                HealthStatus.Degraded,
                tags: null,
                timeout: TimeSpan.FromSeconds(5)));
        }

        if (!settings.DisableTracing)
        {
            // The Azure clients make activities only where this is on.
            AppContext.SetSwitch("Azure.Experimental.EnableActivitySource", true);
            builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing.AddSource("Azure.Storage.Blobs.*"));
        }

        return builder;
    }

    private static BlobContainerClient Create(BlobContainerSettings settings, BlobClientOptions options)
    {
        var service = string.IsNullOrEmpty(settings.ConnectionString)
            ? new BlobServiceClient(settings.ServiceUri, new DefaultAzureCredential(), options)
            : new BlobServiceClient(settings.ConnectionString, options);
        return service.GetBlobContainerClient(settings.BlobContainerName);
    }
}
