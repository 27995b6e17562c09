using Azure.Storage.Blobs;
using MedQa.Inference.Adapters;
using MedQa.Inference.Configuration;
using MedQa.Inference.Devices;
using MedQa.Inference.Libraries;
using MedQa.Inference.Requests;
using MedQa.Inference.Rpc;
using MedQa.Inference.Serving;
using MedQa.Inference.Telemetry;
using MedQa.Library.Ingestion;
using MedQa.ServiceDefaults.Blobs;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace MedQa.Inference.Hosting;

/// <summary>Registers the service's parts.</summary>
internal static class InferenceServices
{
    private const string ReadyTag = "ready";

    /// <summary>Binds a section to options that are checked when the service starts.</summary>
    public static WebApplicationBuilder AddCheckedOptions<T>(this WebApplicationBuilder builder, string section)
        where T : class
    {
        builder.Services.AddOptions<T>().BindConfiguration(section).ValidateDataAnnotations().ValidateOnStart();
        return builder;
    }

    /// <summary>The ports, and how long calls may go on once the service is told to stop.</summary>
    public static WebApplicationBuilder AddEndpoints(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IConfigureOptions<KestrelServerOptions>, KestrelEndpoints>();
        builder.Services.AddOptions<HostOptions>().Configure<IOptions<LimitOptions>>(
            (host, limits) => host.ShutdownTimeout = TimeSpan.FromSeconds(limits.Value.DrainSeconds + 10));
        builder.Services.AddSingleton<Drain>();
        return builder;
    }

    /// <summary>The device's thread, the model and its adapters.</summary>
    public static WebApplicationBuilder AddModel(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(provider => new DeviceThread(provider.GetRequiredService<IOptions<LimitOptions>>().Value.MaxQueuedRequests));
        builder.Services.AddSingleton<IModelLoader, CheckpointLoader>();
        builder.Services.AddSingleton<AdapterRegistry>();
        builder.Services.AddSingleton<BundledAdapter>();
        builder.Services.AddSingleton<ModelHost>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<ModelHost>());
        builder.Services.AddHealthChecks().AddCheck<ModelReadyHealthCheck>("model", tags: [ReadyTag]);
        return builder;
    }

    /// <summary>The library that answers can be grounded in, where configuration names one.</summary>
    /// <exception cref="InvalidOperationException">A setting of its places is wrong; names it.</exception>
    public static WebApplicationBuilder AddLibrary(this WebApplicationBuilder builder)
    {
        var place = LibraryPlace.Read(builder.Configuration, builder.Environment.ContentRootPath);
        if (place is { Folder: null })
        {
            builder.AddBlobContainer(LibraryPlace.ContainerName);
        }

        builder.Services.AddSingleton(provider => new LibraryHost(
            place,
            SourceOf(place, provider),
            provider.GetRequiredService<IOptions<LibraryOptions>>(),
            builder.Environment,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<InferenceMetrics>(),
            provider.GetRequiredService<ILogger<LibraryHost>>()));
        builder.Services.AddHostedService(provider => provider.GetRequiredService<LibraryHost>());
        builder.Services.AddSingleton<SearchGate>();
        builder.Services.AddSingleton<Grounder>();
        return builder;
    }

    /// <summary>The gRPC service, its health service and reflection.</summary>
    public static WebApplicationBuilder AddRpc(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<InferenceMetrics>();
        builder.Services.AddSingleton<RequestReader>();
        builder.Services.AddSingleton<GenerateCall>();
        builder.Services.AddSingleton<DecideCall>();
        builder.Services.AddSingleton<ScoreCall>();
        builder.Services.AddSingleton<SearchCall>();
        builder.Services.AddGrpc(options => options.Interceptors.Add<StatusInterceptor>());
        builder.Services.AddGrpcReflection();
        builder.Services.AddGrpcHealthChecks(options =>
        {
            options.Services.Map("", check => check.Tags.Contains(ReadyTag));
            options.Services.Map(V1.MedicalQa.Descriptor.FullName, check => check.Tags.Contains(ReadyTag));
        });
        return builder;
    }

    private static IDocumentSource? SourceOf(LibraryPlace? place, IServiceProvider provider) =>
        place is null ? null
        : place.Folder is { } folder ? new FolderSource(folder)
        : new BlobSource(provider.GetRequiredKeyedService<BlobContainerClient>(LibraryPlace.ContainerName));
}
