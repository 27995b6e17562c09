using MedQa.Model.Mistral;
using static TorchSharp.torch;

namespace MedQa.Model.Checkpoints;

/// <summary>Fills a model from a checkpoint that must hold exactly the model's tensors, each in its shape.</summary>
internal static class StrictLoader
{
    private const int MostListed = 100;

    /// <summary>Checks names and shapes before anything is allocated, then makes the model and reads its weights.</summary>
    /// <param name="path">Where the checkpoint is, for messages.</param>
    /// <exception cref="InvalidDataException">Tensors are missing, unexpected or of other shapes; lists all of them with their files.</exception>
    public static MistralForCausalLM Load(
        MistralConfig config, ITensorSource source, string path, Device device, ScalarType dtype, CancellationToken cancellationToken)
    {
        Check(config, source, path);
        cancellationToken.ThrowIfCancellationRequested();
        var model = MistralForCausalLM.Create(config, device, dtype);
        try
        {
            foreach (var (name, weight) in model.Weights)
            {
                cancellationToken.ThrowIfCancellationRequested();
                source.ReadInto(name, weight);
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
    public static void Check(MistralConfig config, ITensorSource source, string path)
    {
        config.Validate();
        if (config.NumHiddenLayers > source.Entries.Count)
        {
            throw new InvalidDataException($"{path} holds {source.Entries.Count} tensors, too few for the {config.NumHiddenLayers} layers that its config names.");
        }

        var expected = MistralWeights.Shapes(config).ToDictionary(w => w.Name, w => w.Shape, StringComparer.Ordinal);
        var problems = new List<string>();
        List(problems, "missing", expected.Keys.Where(name => !source.Entries.ContainsKey(name)));
        List(problems, "unexpected", source.Entries
            .Where(e => !expected.ContainsKey(e.Key) && !MayBeIgnored(e.Key, config))
            .Select(e => $"{e.Key} ({Path.GetFileName(e.Value.File)})"));
        var both = source.Entries.Where(e => expected.ContainsKey(e.Key)).ToList();
        List(problems, "of the wrong shape", both
            .Where(e => !e.Value.Shape.SequenceEqual(expected[e.Key]))
            .Select(e => $"{e.Key} is [{string.Join(", ", e.Value.Shape)}], expected [{string.Join(", ", expected[e.Key])}] ({Path.GetFileName(e.Value.File)})"));
        List(problems, "of a type that weights don't have", both
            .Where(e => !IsFloating(e.Value.DType))
            .Select(e => $"{e.Key} is {e.Value.DType} ({Path.GetFileName(e.Value.File)})"));
        if (problems.Count > 0)
        {
            throw new InvalidDataException($"{path} does not fit its config ({config.ModelType}, {config.NumHiddenLayers} layers). {string.Join(" ", problems)}");
        }
    }

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

    /// <summary>Whole numbers and booleans are no weights: such a tensor belongs to a quantized checkpoint.</summary>
    private static bool IsFloating(string dtype) => dtype != "BOOL" && dtype[0] is not ('I' or 'U');
}
