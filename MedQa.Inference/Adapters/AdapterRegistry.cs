using MedQa.Inference.Configuration;
using MedQa.Inference.Devices;
using MedQa.Inference.Requests;
using MedQa.Inference.Serving;
using MedQa.Model.Adapters;
using MedQa.ServiceDefaults.Adapters;
using Microsoft.Extensions.Options;

namespace MedQa.Inference.Adapters;

/// <summary>
/// The adapters that can be asked for: found in the store's listing, copied from the store with their SHA-256 checked, checked
/// against the model that is served, and kept loaded while they are used. Thread-safe.
/// </summary>
internal sealed class AdapterRegistry(
    AdapterCatalog catalog, IAdapterStore store, DeviceThread device, IOptions<AdapterOptions> options, ILogger<AdapterRegistry> logger)
{
    private readonly AdapterCache cache = new(options.Value.MaxLoaded, adapter => device.RunOwnAsync(_ => Free(adapter), CancellationToken.None));

    /// <summary>Takes an adapter into use; without a choice, the base model.</summary>
    /// <exception cref="AdapterNotFoundException">The store has none such.</exception>
    /// <exception cref="AdapterUnusableException">It does not fit the model.</exception>
    /// <exception cref="AdapterStoreException">The store failed.</exception>
    public async Task<AdapterLease> AcquireAsync(ServedModel model, AdapterChoice? choice, CancellationToken cancellationToken)
    {
        if (choice is null)
        {
            return AdapterLease.OfBase(model.Format);
        }

        var manifest = await FindAsync(choice, cancellationToken);
        var key = new AdapterKey(manifest.Name, manifest.Version);
        CheckBase(key, manifest.Description.BaseModel, manifest.Description.BaseHash, model);
        return await cache.AcquireAsync(key, () => LoadAsync(model, key, manifest), cancellationToken);
    }

    /// <summary>Every adapter in the store, as of now; the last listing while the store cannot be read.</summary>
    /// <exception cref="AdapterStoreException">The store cannot be read and never could.</exception>
    public async Task<IReadOnlyList<AdapterListing>> ListAsync(CancellationToken cancellationToken)
    {
        try
        {
            await catalog.RefreshAsync(cancellationToken);
        }
        catch (AdapterStoreException) when (catalog.State.ReadAt is not null)
        {
            // The catalog has logged it and its health check shows it.
        }

        return catalog.Current;
    }

    /// <summary>Whether a version is in memory.</summary>
    public bool IsLoaded(string name, int version) => cache.IsLoaded(new AdapterKey(name, version));

    /// <summary>Whether an adapter was made for this model, as far as its manifest says.</summary>
    public static bool Fits(string baseHash, ServedModel model) =>
        baseHash.Length == 0 || string.Equals(baseHash, model.Hash, StringComparison.OrdinalIgnoreCase);

    /// <summary>Drops every loaded adapter; no request may be running.</summary>
    public void Clear() => cache.Clear();

    private async Task<AdapterManifest> FindAsync(AdapterChoice choice, CancellationToken cancellationToken)
    {
        if (Find(choice) is { } known)
        {
            return known;
        }

        await catalog.RefreshAsync(cancellationToken);
        return Find(choice) ?? throw new AdapterNotFoundException(
            catalog.Find(choice.Name) is { } listing
                ? $"Adapter '{choice.Name}' has no version {choice.Version}; it has {string.Join(", ", listing.Versions.Select(v => v.Version))}."
                : $"There is no adapter '{choice.Name}': ListAdapters gives those there are.");
    }

    private AdapterManifest? Find(AdapterChoice choice)
    {
        var listing = catalog.Find(choice.Name);
        return listing?.Versions.FirstOrDefault(v => v.Version == (choice.Version == 0 ? listing.Current : choice.Version));
    }

    private async Task<LoadedAdapter> LoadAsync(ServedModel model, AdapterKey key, AdapterManifest manifest)
    {
        var parent = Directory.CreateTempSubdirectory("medqa-adapter-").FullName;
        try
        {
            var folder = Path.Combine(parent, "files");
            await store.DownloadAsync(key.Name, key.Version, folder, CancellationToken.None);
            var adapter = await device.RunOwnAsync(_ => Load(model, key, folder, manifest), CancellationToken.None);
            logger.LogInformation("Adapter {Adapter} is loaded.", key);
            return adapter;
        }
        finally
        {
            Directory.Delete(parent, recursive: true);
        }
    }

    private static LoadedAdapter Load(ServedModel model, AdapterKey key, string folder, AdapterManifest manifest)
    {
        try
        {
            var card = AdapterCard.Load(folder);
            CheckBase(key, card.BaseModel, card.BaseHash, model);
            return new LoadedAdapter(key, PeftAdapter.Load(folder, model.Network), card.Answer, manifest.Files.First(f => f.Name == PeftAdapter.WeightsFileName).Sha256);
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException or ArgumentException or IOException)
        {
            var reason = e.Message.Replace(folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
            throw new AdapterUnusableException($"Adapter {key} cannot be loaded: {reason}", e);
        }
    }

    private static void CheckBase(AdapterKey key, string baseModel, string baseHash, ServedModel model)
    {
        if (!Fits(baseHash, model))
        {
            throw new AdapterUnusableException(
                $"Adapter {key} was made for '{baseModel}' with weights {Short(baseHash)}, but '{model.Name}' with weights {Short(model.Hash)} is served.");
        }
    }

    private static string Short(string hash) => hash.Length > 12 ? hash[..12] + "…" : hash;

    private static bool Free(LoadedAdapter adapter)
    {
        adapter.Weights.Dispose();
        return true;
    }
}
