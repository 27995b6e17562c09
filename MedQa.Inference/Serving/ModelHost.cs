using System.Diagnostics;
using MedQa.Inference.Adapters;
using MedQa.Inference.Configuration;
using MedQa.Inference.Devices;
using Microsoft.Extensions.Options;

namespace MedQa.Inference.Serving;

/// <summary>
/// Loads the model on the device's thread while the service listens already, and frees it at the end. A model that can't be
/// loaded ends the service.
/// </summary>
internal sealed class ModelHost(
    IModelLoader loader,
    DeviceThread device,
    AdapterRegistry adapters,
    BundledAdapter bundled,
    IOptions<ModelOptions> options,
    IHostApplicationLifetime lifetime,
    ILogger<ModelHost> logger) : BackgroundService
{
    private readonly Lock stopping = new();
    private volatile ServedModel? current;
    private Task? freeing;

    /// <summary>Whether the model could not be loaded.</summary>
    public bool LoadFailed { get; private set; }

    /// <summary>What configuration calls the model, before it is loaded.</summary>
    public string ConfiguredName => Path.GetFileName(options.Value.Model.TrimEnd('/')) is var name && name.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase)
        ? Path.GetFileNameWithoutExtension(name)
        : name;

    /// <summary>The model, or null until it is loaded and once the service has stopped.</summary>
    public ServedModel? Current => current;

    /// <summary>The model.</summary>
    /// <exception cref="ModelNotReadyException">It is not loaded.</exception>
    public ServedModel Require() => current ?? throw new ModelNotReadyException(
        lifetime.ApplicationStopping.IsCancellationRequested ? "The service is stopping." : "The model is being loaded: try again in a few seconds.");

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        Task freed;
        lock (stopping)
        {
            freed = freeing ??= FreeAsync();
        }

        await freed;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var start = Stopwatch.GetTimestamp();
            var model = await device.RunOwnAsync(loader.Load, stoppingToken);
            logger.LogInformation(
                "Model {Model} ({Parameters} parameters, {DType} on {Device}) is loaded after {Seconds:0.0} s.",
                model.Name, model.ParameterCount, model.DType, model.Device, Stopwatch.GetElapsedTime(start).TotalSeconds);

            // Before anybody can ask which adapters there are.
            await bundled.OfferAsync(model, stoppingToken);
            current = model;
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops before the model is loaded.
        }
#pragma warning disable CA1031 // Whatever keeps the model from loading ends the service.
        catch (Exception e)
#pragma warning restore CA1031
        {
            logger.LogCritical(e, "The model cannot be loaded, so the service stops.");
            LoadFailed = true;
            lifetime.StopApplication();
        }
    }

    /// <summary>Once, however often the host is told to stop.</summary>
    private async Task FreeAsync()
    {
        if (Interlocked.Exchange(ref current, null) is { } model)
        {
            adapters.Clear();
            await device.RunOwnAsync(_ => Free(model), CancellationToken.None);
        }
    }

    private static bool Free(ServedModel model)
    {
        model.Dispose();
        return true;
    }
}
