using MedQa.Model.Checkpoints;
using MedQa.Model.Hub;
using MedQa.Model.Safetensors;
using MedQa.Model.Tokenization;
using static TorchSharp.torch;

namespace MedQa.Model.Encoders;

/// <summary>
/// An encoder with its tokenizer, loaded from a folder in Hugging Face's layout: <c>config.json</c>, safetensors and a tokenizer.
/// Loading is strict: the files must hold exactly the encoder's weights, apart from what stands on top of an encoder.
/// </summary>
public sealed class EncoderCheckpoint : IDisposable
{
    private EncoderCheckpoint(string folder, string hash, Encoder encoder, EncoderTokenizer tokenizer)
    {
        Name = HubPath.NameOf(folder);
        Hash = hash;
        Encoder = encoder;
        Tokenizer = tokenizer;
    }

    /// <summary>The folder's name; of a snapshot in the hub's cache <c>owner/name</c>.</summary>
    public string Name { get; }

    /// <summary>SHA-256 of the weights files, as <see cref="Checkpoint.Hash"/> has it.</summary>
    public string Hash { get; }

    /// <summary>The encoder; owned by this.</summary>
    public Encoder Encoder { get; }

    /// <summary>The encoder's tokenizer.</summary>
    public EncoderTokenizer Tokenizer { get; }

    /// <summary>Loads an encoder in float32, whatever type its files have.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="device">Where the weights go.</param>
    /// <param name="layers">How many layers to load, from the first on; null for all.</param>
    /// <param name="cancellationToken">Looked at before each weight.</param>
    /// <exception cref="FileNotFoundException">A file is missing from the folder.</exception>
    /// <exception cref="InvalidDataException">A file is broken, does not fit the others or asks for something that is not supported; names the file and the tensor or key.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The encoder has fewer layers.</exception>
    public static EncoderCheckpoint Open(string folder, Device device, int? layers = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var full = Path.GetFullPath(folder);
        var config = EncoderConfigReader.Read(Path.Combine(full, "config.json"));
        if (layers < 0 || layers > config.NumHiddenLayers)
        {
            throw new ArgumentOutOfRangeException(nameof(layers), layers, $"{full} has {config.NumHiddenLayers} layers.");
        }

        var tokenizer = EncoderTokenizerFiles.FromFolder(full, config.IsRoberta, config.MaxTokens);
        if (tokenizer.VocabularySize > config.VocabSize)
        {
            throw new InvalidDataException($"{full}: the tokenizer has {tokenizer.VocabularySize} ids, but the encoder only {config.VocabSize}.");
        }

        using var source = SafetensorsFolder.Open(full);
        var weights = Read(full, config, source, device, layers ?? config.NumHiddenLayers, cancellationToken);
        var encoder = new Encoder(config, weights, layers ?? config.NumHiddenLayers);
        try
        {
            return new EncoderCheckpoint(full, WeightsHash.Compute(source.Files, cancellationToken), encoder, tokenizer);
        }
        catch
        {
            encoder.Dispose();
            throw;
        }
    }

    public void Dispose() => Encoder.Dispose();

    private static Dictionary<string, Tensor> Read(
        string folder, EncoderConfig config, SafetensorsFolder source, Device device, int layers, CancellationToken cancellationToken)
    {
        var names = EncoderWeights.FileNames(source.Entries.Keys, folder);
        Check(folder, config, names.ToDictionary(n => n.Key, n => source.Entries[n.Value], StringComparer.Ordinal));
        var weights = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        try
        {
            foreach (var tensor in EncoderWeights.Expected(config with { NumHiddenLayers = layers }))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var weight = empty([.. tensor.Shape!], ScalarType.Float32, device);
                weights.Add(tensor.Name, weight.DetachFromDisposeScope());
                source.ReadInto(names[tensor.Name], weight);
            }

            return weights;
        }
        catch
        {
            foreach (var weight in weights.Values)
            {
                weight.Dispose();
            }

            throw;
        }
    }

    private static void Check(string folder, EncoderConfig config, Dictionary<string, TensorEntry> entries)
    {
        if (config.NumHiddenLayers > entries.Count)
        {
            throw new InvalidDataException($"{folder} holds {entries.Count} tensors, too few for the {config.NumHiddenLayers} layers that its config names.");
        }

        if (TensorCheck.Problems(EncoderWeights.Expected(config), entries, _ => false) is { Length: > 0 } problems)
        {
            throw new InvalidDataException($"{folder} does not fit its config ({(config.IsRoberta ? "roberta" : "bert")}, {config.NumHiddenLayers} layers). {problems}");
        }
    }
}
