using MedQa.Model.Mistral;
using MedQa.Model.Quantization;

namespace MedQa.Model.Checkpoints;

/// <summary>Fills a model from a checkpoint that must hold exactly the model's tensors, each in its shape.</summary>
internal static class StrictLoader
{
    private const int MostListed = 100;

    /// <summary>Checks names and shapes before anything is allocated, then makes the model and reads its weights.</summary>
    /// <exception cref="InvalidDataException">Tensors are missing, unexpected or of other shapes; lists all of them with their files.</exception>
    public static MistralForCausalLM Load(MistralConfig config, StoredWeights stored, WeightsInMemory memory, CancellationToken cancellationToken)
    {
        Check(config, stored);
        cancellationToken.ThrowIfCancellationRequested();
        var quantized = stored.Quantization == QuantizationKind.Nf4 || memory.Quantization == QuantizationKind.Nf4
            ? Nf4Loader.Load(config, stored, memory.Device, cancellationToken)
            : null;
        var model = MistralForCausalLM.Create(config, memory.Device, memory.DType, quantized: quantized);
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

        var expected = Expected(config, stored.Quantization).ToDictionary(t => t.Name, StringComparer.Ordinal);
        var problems = new List<string>();
        List(problems, "missing", expected.Keys.Where(name => !entries.ContainsKey(name)));
        List(problems, "unexpected", entries
            .Where(e => !expected.ContainsKey(e.Key) && !MayBeIgnored(e.Key, config))
            .Select(e => $"{e.Key} ({Path.GetFileName(e.Value.File)})"));
        var both = entries.Where(e => expected.ContainsKey(e.Key)).Select(e => (e.Key, Entry: e.Value, Expected: expected[e.Key])).ToList();
        List(problems, "of the wrong shape", both
            .Where(e => !e.Expected.HasShape(e.Entry))
            .Select(e => $"{e.Key} is [{string.Join(", ", e.Entry.Shape)}], expected [{(e.Expected.Shape is { } shape ? string.Join(", ", shape) : "bytes")}] ({Path.GetFileName(e.Entry.File)})"));
        List(problems, "of a type that weights don't have", both
            .Where(e => !e.Expected.HasType(e.Entry))
            .Select(e => $"{e.Key} is {e.Entry.DType}{(e.Expected.DType is { } type ? $", expected {type}" : "")} ({Path.GetFileName(e.Entry.File)})"));
        if (problems.Count > 0)
        {
            throw new InvalidDataException($"{path} does not fit its config ({config.ModelType}, {config.NumHiddenLayers} layers). {string.Join(" ", problems)}");
        }
    }

    private static IEnumerable<ExpectedTensor> Expected(MistralConfig config, QuantizationKind stored) =>
        MistralWeights.Shapes(config).SelectMany(w => stored == QuantizationKind.Nf4 && MistralWeights.IsProjection(w.Name)
            ? Nf4Layout.Expected(w.Name, w.Shape)
            : [new ExpectedTensor(w.Name, w.Shape)]);

    private static void List(List<string> problems, string what, IEnumerable<string> names)
    {
        var all = names.Order(StringComparer.Ordinal).ToList();
        if (all.Count > 0)
        {
            var more = all.Count > MostListed ? $" and {all.Count - MostListed} more" : "";
            problems.Add($"{all.Count} {what}: {string.Join(", ", all.Take(MostListed))}{more}.");
        }
    }

    /// <summary>
    /// Old checkpoints keep the rotary frequencies, which follow from the config; and a tied output projection may be written
    /// beside the embedding that it is.
    /// </summary>
    private static bool MayBeIgnored(string name, MistralConfig config) =>
        name.EndsWith(".rotary_emb.inv_freq", StringComparison.Ordinal) || (config.TieWordEmbeddings && name == "lm_head.weight");
}
