using MedQa.Model.Checkpoints;

namespace MedQa.Model.Encoders;

/// <summary>The names and shapes of an encoder's weights in Hugging Face's layout, and the forms in which the hub's files have them.</summary>
internal static class EncoderWeights
{
    private const string WordEmbeddings = "embeddings.word_embeddings.weight";

    /// <summary>Parts that stand beside or on top of an encoder and are not computed here.</summary>
    private static readonly string[] Heads = ["pooler.", "lm_head.", "cls.", "classifier."];

    /// <summary>Buffers that old files keep: 0, 1, 2, … and zeros.</summary>
    private static readonly string[] Buffers = ["embeddings.position_ids", "embeddings.token_type_ids"];

    /// <summary>Every weight's name and shape. A matrix's rows are its outputs.</summary>
    public static IEnumerable<ExpectedTensor> Expected(EncoderConfig config)
    {
        long hidden = config.HiddenSize;
        long inner = config.IntermediateSize;
        yield return new(WordEmbeddings, [config.VocabSize, hidden]);
        yield return new("embeddings.position_embeddings.weight", [config.MaxPositionEmbeddings, hidden]);
        yield return new("embeddings.token_type_embeddings.weight", [config.TypeVocabSize, hidden]);
        yield return new("embeddings.LayerNorm.weight", [hidden]);
        yield return new("embeddings.LayerNorm.bias", [hidden]);
        for (var i = 0; i < config.NumHiddenLayers; i++)
        {
            var layer = LayerPrefix(i);
            (string Name, long Out, long In)[] matrices =
            [
                ("attention.self.query", hidden, hidden), ("attention.self.key", hidden, hidden), ("attention.self.value", hidden, hidden),
                ("attention.output.dense", hidden, hidden), ("intermediate.dense", inner, hidden), ("output.dense", hidden, inner),
            ];
            foreach (var (name, rows, columns) in matrices)
            {
                yield return new($"{layer}{name}.weight", [rows, columns]);
                yield return new($"{layer}{name}.bias", [rows]);
            }

            foreach (var name in (string[])["attention.output.LayerNorm", "output.LayerNorm"])
            {
                yield return new($"{layer}{name}.weight", [hidden]);
                yield return new($"{layer}{name}.bias", [hidden]);
            }
        }
    }

    /// <summary>What a layer's names begin with.</summary>
    public static string LayerPrefix(int layer) => $"encoder.layer.{layer}.";

    /// <summary>
    /// The tensors of a file by the names that <see cref="Expected"/> gives: the file's may begin with <c>bert.</c> or
    /// <c>roberta.</c>, and old ones call a layer norm's weight and bias gamma and beta. Left out are heads and buffers.
    /// </summary>
    /// <returns>The file's name of each.</returns>
    /// <exception cref="InvalidDataException">Two tensors stand for the same weight.</exception>
    public static Dictionary<string, string> FileNames(IEnumerable<string> fileNames, string path)
    {
        var all = fileNames.ToList();
        var prefix = Array.Find(["bert.", "roberta."], p => all.Contains(p + WordEmbeddings)) ?? "";
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var fileName in all)
        {
            var name = fileName.StartsWith(prefix, StringComparison.Ordinal) ? fileName[prefix.Length..] : fileName;
            name = name.Replace(".LayerNorm.gamma", ".LayerNorm.weight", StringComparison.Ordinal).Replace(".LayerNorm.beta", ".LayerNorm.bias", StringComparison.Ordinal);
            if (!Array.Exists(Heads, head => name.StartsWith(head, StringComparison.Ordinal)) && !Buffers.Contains(name) && !names.TryAdd(name, fileName))
            {
                throw new InvalidDataException($"{path}: the tensors {names[name]} and {fileName} stand for the same weight.");
            }
        }

        return names;
    }
}
