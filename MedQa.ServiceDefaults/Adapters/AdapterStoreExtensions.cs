using Azure.Storage.Blobs;
using MedQa.ServiceDefaults.Blobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace MedQa.ServiceDefaults.Adapters;

/// <summary>Registers the adapter store and its catalog.</summary>
public static class AdapterStoreExtensions
{
    /// <summary>The store's folder.</summary>
    public const string FolderKey = "MedQa:Adapters:Folder";

    /// <summary>The folder of everything that services keep; the store's folder is <c>adapters</c> in it where <see cref="FolderKey"/> is not set.</summary>
    public const string DataFolderKey = "MedQa:DataFolder";

    /// <summary>
    /// Adds <see cref="IAdapterStore"/>: a blob container where <c>ConnectionStrings:{name}</c> (or Aspire's own keys) says so, else
    /// the folder of <see cref="FolderKey"/> or <see cref="DataFolderKey"/>. Relative folders start at the content root.
    /// </summary>
    /// <exception cref="InvalidOperationException">Neither is set, or both <see cref="FolderKey"/> and a blob container.</exception>
    public static IHostApplicationBuilder AddAdapterStore(this IHostApplicationBuilder builder, string name = "adapters")
    {
        ArgumentNullException.ThrowIfNull(builder);
        var folder = Setting(builder, FolderKey);
        var dataFolder = Setting(builder, DataFolderKey);
        var inBlobs = builder.Configuration.GetBlobContainerSettings(name).IsConfigured;
        if (inBlobs && folder is not null)
        {
            throw new InvalidOperationException($"Adapters can lie in one place: both ConnectionStrings:{name} and {FolderKey} are set. Remove one.");
        }

        if (!inBlobs && folder is null && dataFolder is null)
        {
            throw new InvalidOperationException(
                $"There is no place for adapters. Set ConnectionStrings:{name} (a blob container), {FolderKey} or {DataFolderKey} (a folder).");
        }

        builder.Services.TryAddSingleton(TimeProvider.System);
        if (inBlobs)
        {
            builder.AddBlobContainer(name);
            builder.Services.AddSingleton<IAdapterStore>(services =>
                new BlobAdapterStore(services.GetRequiredKeyedService<BlobContainerClient>(name), services.GetRequiredService<TimeProvider>()));
        }
        else
        {
            var root = Path.GetFullPath(folder ?? Path.Combine(dataFolder!, "adapters"), builder.Environment.ContentRootPath);
            builder.Services.AddSingleton<IAdapterStore>(services => new FolderAdapterStore(root, services.GetRequiredService<TimeProvider>()));
        }

        return builder;
    }

    /// <summary>As <see cref="AddAdapterStore"/>, for a service that can do without: adds nothing and gives false where no place is set.</summary>
    public static bool TryAddAdapterStore(this IHostApplicationBuilder builder, string name = "adapters")
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (!builder.Configuration.GetBlobContainerSettings(name).IsConfigured && Setting(builder, FolderKey) is null && Setting(builder, DataFolderKey) is null)
        {
            return false;
        }

        builder.AddAdapterStore(name);
        return true;
    }

    /// <summary>Adds <see cref="AdapterCatalog"/>, its background refresh and its health check. Needs <see cref="AddAdapterStore"/>.</summary>
    public static IHostApplicationBuilder AddAdapterCatalog(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<AdapterCatalogOptions>()
            .Bind(builder.Configuration.GetSection(AdapterCatalogOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<AdapterCatalog>();
        builder.Services.AddHostedService(services => services.GetRequiredService<AdapterCatalog>());
        builder.Services.AddHealthChecks().AddCheck<AdapterCatalogHealthCheck>("adapters", HealthStatus.Degraded);
        return builder;
    }

    private static string? Setting(IHostApplicationBuilder builder, string key) => builder.Configuration[key] is { Length: > 0 } value ? value : null;
}
