using MedQa.Model.Adapters;
using MedQa.Model.Answers;
using MedQa.Model.Lora;
using MedQa.ServiceDefaults.Adapters;
using static TorchSharp.torch;

namespace MedQa.Inference.Testing;

/// <summary>Adapters of random weights for <see cref="TinyModel"/>, large enough to change its answers.</summary>
public static class TinyAdapter
{
    /// <summary>Makes an adapter; the same seed gives the same weights.</summary>
    public static LoraAdapter Create(TinyModel model, long seed)
    {
        ArgumentNullException.ThrowIfNull(model);
        var adapter = LoraAdapter.Create(model.Network, new LoraConfig { Rank = 4, Alpha = 64 }, seed);
        using var none = no_grad();
        using var generator = new Generator((ulong)seed, CPU);
        foreach (var (name, weight) in adapter.Weights)
        {
            if (name.Contains("lora_B", StringComparison.Ordinal))
            {
                weight.normal_(0, 0.5, generator);
            }
        }

        return adapter;
    }

    /// <summary>Writes an adapter's folder as a trainer would.</summary>
    /// <param name="folder">Its folder; made where missing.</param>
    /// <param name="seed">Of its weights.</param>
    /// <param name="format">How it answers; null: the default.</param>
    /// <param name="baseHash">The base that its files name.</param>
    public static void Save(string folder, long seed, AnswerFormat? format = null, string baseHash = TinyModel.Hash)
    {
        using var model = new TinyModel();
        using var adapter = Create(model, seed);
        PeftAdapter.Save(adapter, folder, TinyModel.Name);
        new AdapterCard { BaseModel = TinyModel.Name, BaseHash = baseHash, Answer = format ?? new() }.Save(folder);
    }

    /// <summary>Publishes an adapter as a trainer would.</summary>
    /// <param name="store">Where to.</param>
    /// <param name="name">The adapter's name.</param>
    /// <param name="seed">Of its weights.</param>
    /// <param name="format">How it answers; null: the default.</param>
    /// <param name="baseHash">The base that its files name.</param>
    /// <param name="manifestHash">The base that the store's manifest names; null: the same.</param>
    public static async Task<AdapterManifest> PublishAsync(
        IAdapterStore store, string name, long seed, AnswerFormat? format = null, string baseHash = TinyModel.Hash, string? manifestHash = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        var folder = Directory.CreateTempSubdirectory("medqa-test-");
        try
        {
            Save(folder.FullName, seed, format, baseHash);
            return await store.PublishAsync(name, folder.FullName, new AdapterDescription(TinyModel.Name, manifestHash ?? baseHash, "random weights"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
