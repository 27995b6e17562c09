using MedQa.Inference.Configuration;
using MedQa.Inference.Devices;
using MedQa.Inference.Serving;
using MedQa.Model.Adapters;
using MedQa.Model.Checkpoints;
using MedQa.ServiceDefaults.Adapters;
using Microsoft.Extensions.Options;

namespace MedQa.Inference.Adapters;

/// <summary>
/// The adapter that comes with MedQA beside the bundled model: the store is offered it once, so that base and adapter can be compared from
/// the first start on. It is published as any other, after it was loaded once. An adapter of its name that is there already stays as it is,
/// and what was deleted does not come back. Nothing that is wrong with it or with the store ends the service.
/// </summary>
internal sealed class BundledAdapter(
    IAdapterStore store, DeviceThread device, IOptions<AdapterOptions> options, IHostEnvironment environment, TimeProvider time, ILogger<BundledAdapter> logger)
{
    /// <summary>Requests wait for the offer, so a store that does not answer must not hold them up for long.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Offers it, where configuration names one and it was made for this model. Ends early where the service stops.</summary>
    public async Task OfferAsync(ServedModel model, CancellationToken stopping)
    {
        if (options.Value.Bundled is not { Length: > 0 } path)
        {
            return;
        }

        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stopping);
        try
        {
            await OfferAsync(path, model, either.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // It is offered at the next start.
        }
        catch (OperationCanceledException)
        {
            LeftOut(path, $"the adapter store did not answer within {Patience.TotalSeconds:0} s.");
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException or IOException or UnauthorizedAccessException or AdapterStoreException)
        {
            LeftOut(path, e.Message);
        }
#pragma warning disable CA1031 // Whatever is wrong with an adapter that nobody asked for, the service goes on without it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            logger.LogError(e, "The bundled adapter at {Path} could not be offered to the store.", path);
        }
    }

    private async Task OfferAsync(string path, ServedModel model, CancellationToken cancellationToken)
    {
        if (ModelPath.Find(path, environment.ContentRootPath) is not { } folder)
        {
            logger.LogInformation("There is no bundled adapter: {Path} is missing.", path);
            return;
        }

        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(folder));
        if (await store.WasOfferedAsync(name, cancellationToken))
        {
            return;
        }

        var card = AdapterCard.Load(folder);
        if (card.BaseHash.Length == 0)
        {
            throw new InvalidDataException($"{Path.Combine(folder, AdapterCard.FileName)} does not name the base that it was made for (baseHash).");
        }

        if (!AdapterRegistry.Fits(card.BaseHash, model))
        {
            logger.LogInformation("The bundled adapter {Adapter} is for '{Base}', and '{Model}' is served: the store is not offered it.", name, card.BaseModel, model.Name);
            return;
        }

        if (await store.FindAsync(name, cancellationToken) is null)
        {
            await device.RunOwnAsync(_ => Check(folder, model), cancellationToken);
            var manifest = await store.PublishAsync(
                name, folder, new AdapterDescription(card.BaseModel, card.BaseHash, ModelCard.FirstParagraph(Path.Combine(folder, "README.md"))), cancellationToken);
            logger.LogInformation("The bundled adapter {Adapter} is in the store, as version {Version}.", name, manifest.Version);
        }

        // Last, so that an offer that was cut short is made again.
        await store.MarkOfferedAsync(name, cancellationToken);
    }

    /// <summary>Loads it as a request would, so that none that cannot be loaded gets into the store.</summary>
    private static bool Check(string folder, ServedModel model)
    {
        PeftAdapter.Load(folder, model.Network).Dispose();
        return true;
    }

    private void LeftOut(string path, string reason) => logger.LogWarning("The bundled adapter at {Path} is left out: {Reason}", path, reason);
}
