using MedQa.Model.Mistral;
using MedQa.Model.Quantization;
using static TorchSharp.torch;

namespace MedQa.Model.Checkpoints;

/// <summary>Fills a model from a checkpoint that must hold exactly the model's tensors, each in its shape.</summary>
internal static class StrictLoader
{
    /// <summary>Checks names and shapes before anything is allocated, then makes the model and reads its weights.</summary>
    /// <exception cref="InvalidDataException">Tensors are missing, unexpected or of other shapes; lists all of them with their files.</exception>
    public static MistralForCausalLM Load(MistralConfig config, StoredWeights stored, WeightsInMemory memory, CancellationToken cancellationToken)
    {
        Check(config, stored);
        cancellationToken.ThrowIfCancellationRequested();
        var quantized = stored.Quantization == QuantizationKind.Nf4 || memory.Quantization == QuantizationKind.Nf4
            ? Nf4Loader.Load(config, stored, memory.Device, cancellationToken)
            : null;
        var kept = memory.AsStored && quantized is null && IsBFloat16(config, stored.Source) ? ScalarType.BFloat16 : memory.DType;
        var model = MistralForCausalLM.Create(config, memory.Device, kept, memory.DType, quantized);
        try
        {
            foreach (var (name, weight) in model.Weights)
            {
                cancellationToken.ThrowIfCancellationRequested();
                stored.Source.ReadInto(name, weight);
            }

            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Checks that a checkpoint holds exactly a model's tensors.</summary>
    /// <exception cref="InvalidDataException">It does not; lists what is missing, unexpected or of another shape or type.</exception>
    public static void Check(MistralConfig config, StoredWeights stored)
    {
        config.Validate();
        var (path, entries) = (stored.Path, stored.Source.Entries);
        if (config.NumHiddenLayers > entries.Count)
        {
            throw new InvalidDataException($"{path} holds {entries.Count} tensors, too few for the {config.NumHiddenLayers} layers that its config names.");
        }

        var problems = TensorCheck.Problems(Expected(config, stored.Quantization), entries, name => MayBeIgnored(name, config));
        if (problems.Length > 0)
        {
            throw new InvalidDataException($"{path} does not fit its config ({config.ModelType}, {config.NumHiddenLayers} layers). {problems}");
        }
    }

    private static bool IsBFloat16(MistralConfig config, ITensorSource source) =>
        MistralWeights.Shapes(config).Where(w => !MistralWeights.IsNorm(w.Name)).All(w => source.Entries[w.Name].DType == "BF16");

    private static IEnumerable<ExpectedTensor> Expected(MistralConfig config, QuantizationKind stored) =>
        MistralWeights.Shapes(config).SelectMany(w => stored == QuantizationKind.Nf4 && MistralWeights.IsProjection(w.Name)
            ? Nf4Layout.Expected(w.Name, w.Shape)
            : [new ExpectedTensor(w.Name, w.Shape)]);

    /// <summary>
    /// Old checkpoints keep the rotary frequencies, which follow from the config; and a tied output projection may be written
    /// beside the embedding that it is.
    /// </summary>
    private static bool MayBeIgnored(string name, MistralConfig config) =>
        name.EndsWith(".rotary_emb.inv_freq", StringComparison.Ordinal) || (config.TieWordEmbeddings && name == "lm_head.weight");
}
