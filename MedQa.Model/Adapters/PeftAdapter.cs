using MedQa.Model.Checkpoints;
using MedQa.Model.Lora;
using MedQa.Model.Mistral;
using MedQa.Model.Safetensors;
using static TorchSharp.torch;

namespace MedQa.Model.Adapters;

/// <summary>LoRA adapters in PEFT's own format: <c>adapter_config.json</c> and <c>adapter_model.safetensors</c>.</summary>
public static class PeftAdapter
{
    /// <summary>The file of the weights.</summary>
    public const string WeightsFileName = "adapter_model.safetensors";

    /// <summary>Loads an adapter for a model, strictly: every term that the config asks for, and nothing else.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="model">The base.</param>
    /// <param name="dropout">Share of the inputs to drop in training, in place of the config's; null: the config's.</param>
    /// <exception cref="FileNotFoundException">One of the two files is missing.</exception>
    /// <exception cref="InvalidDataException">
    /// Something is not supported, the adapter was made for another shape of model, or tensors are missing, unexpected or of
    /// another shape; names the file and the tensors.
    /// </exception>
    public static LoraAdapter Load(string folder, MistralForCausalLM model, double? dropout = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(model);
        var config = PeftConfig.Read(folder);
        config = dropout is { } share ? config with { Dropout = share } : config;
        using var file = SafetensorsFile.Open(Path.Combine(folder, WeightsFileName));
        var adapter = New(folder, model, config);
        try
        {
            Check(file, adapter);
            using var none = no_grad();
            foreach (var (name, weight) in adapter.Weights)
            {
                file.ReadInto(name, weight);
            }

            return adapter;
        }
        catch
        {
            adapter.Dispose();
            throw;
        }
    }

    /// <summary>Writes an adapter that PEFT loads; each file appears whole.</summary>
    /// <param name="adapter">The adapter.</param>
    /// <param name="folder">Its folder; made where missing.</param>
    /// <param name="baseModel">Name or path of the base model.</param>
    public static void Save(LoraAdapter adapter, string folder, string baseModel)
    {
        ArgumentNullException.ThrowIfNull(adapter);
        Directory.CreateDirectory(folder);
        SafetensorsWriter.Save(Path.Combine(folder, WeightsFileName), adapter.Weights);
        AtomicFile.Write(Path.Combine(folder, PeftConfig.FileName), stream => PeftConfig.Write(adapter.Config, baseModel, stream));
    }

    private static LoraAdapter New(string folder, MistralForCausalLM model, LoraConfig config)
    {
        try
        {
            return LoraAdapter.Empty(model, config);
        }
        catch (Exception e) when (e is ArgumentException or System.Text.RegularExpressions.RegexMatchTimeoutException)
        {
            throw new InvalidDataException($"{Path.Combine(folder, PeftConfig.FileName)}: {e.Message}", e);
        }
    }

    private static void Check(SafetensorsFile file, LoraAdapter adapter)
    {
        var missing = adapter.Weights.Keys.Where(n => !file.Entries.ContainsKey(n)).ToList();
        var unexpected = file.Entries.Keys.Where(n => !adapter.Weights.ContainsKey(n)).ToList();
        if (missing.Count + unexpected.Count > 0)
        {
            throw new InvalidDataException(
                $"{file.Path} does not fit its config and the model: {Listed("missing", missing)}{Listed("unexpected", unexpected)}" +
                "Was the adapter made for another base?");
        }

        foreach (var (name, weight) in adapter.Weights)
        {
            var shape = file.Entries[name].Shape;
            if (!shape.SequenceEqual(weight.shape))
            {
                throw new InvalidDataException(
                    $"{file.Path}: {name} has the shape [{string.Join(", ", shape)}], the model asks for [{string.Join(", ", weight.shape)}]. Was the adapter made for another base?");
            }
        }
    }

    private static string Listed(string what, List<string> names) =>
        names.Count == 0 ? "" : $"{names.Count} tensors are {what} ({string.Join(", ", names.Take(8))}{(names.Count > 8 ? ", …" : "")}). ";
}
