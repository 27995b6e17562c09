using MedQa.Model.Gguf;
using MedQa.Model.Hub;
using MedQa.Model.Mistral;
using MedQa.Model.Quantization;
using MedQa.Model.Safetensors;
using MedQa.Model.Tokenization;
using TorchSharp;
using static TorchSharp.torch;

namespace MedQa.Model.Checkpoints;

/// <summary>
/// A model with what belongs to it, loaded from a folder in Hugging Face's layout or from a .gguf file. Loading is strict: the
/// files must hold exactly the tensors that the config asks for.
/// </summary>
public sealed class Checkpoint : IDisposable
{
    private readonly ChatTemplate? _chatTemplate;

    private Checkpoint(string path, string name, string note, string hash, MistralForCausalLM model, (ITokenizer Tokenizer, ChatTemplate? Template) text)
    {
        SourcePath = path;
        Name = name;
        Note = note;
        Hash = hash;
        Model = model;
        Tokenizer = text.Tokenizer;
        _chatTemplate = text.Template;
    }

    /// <summary>The model; owned by this.</summary>
    public MistralForCausalLM Model { get; }

    /// <summary>The model's tokenizer.</summary>
    public ITokenizer Tokenizer { get; }

    /// <summary>How conversations are laid out for the model.</summary>
    /// <exception cref="NotSupportedException">The model brings none and none follows from its vocabulary.</exception>
    public ChatTemplate ChatTemplate => _chatTemplate
        ?? throw new NotSupportedException($"{SourcePath} brings no chat template, and its vocabulary has no ChatML tokens: it can't hold a conversation.");

    /// <summary>The folder's name (of a snapshot in the hub's cache <c>owner/name</c>), or the GGUF's <c>general.name</c>.</summary>
    public string Name { get; }

    /// <summary>SHA-256 of the weights files: the file's own, or for shards that of the lines <c>sha256sum</c> prints for them. Lower-case hexadecimal.</summary>
    public string Hash { get; }

    /// <summary>What the model card (README.md) says first, or empty.</summary>
    public string Note { get; }

    /// <summary>Full path of the folder or file.</summary>
    public string SourcePath { get; }

    /// <summary>Loads a model.</summary>
    /// <param name="path">A folder with config.json, safetensors and a tokenizer; or a .gguf file.</param>
    /// <param name="device">Where the weights go.</param>
    /// <param name="dtype">The type that they are kept in.</param>
    /// <exception cref="FileNotFoundException">There is nothing at the path, or a file is missing from the folder.</exception>
    /// <exception cref="InvalidDataException">A file is broken, does not fit the others or asks for something that is not supported; names the file and the tensor or key.</exception>
    /// <exception cref="NotSupportedException">The chat template is neither ChatML nor Mistral's.</exception>
    public static Checkpoint Open(string path, Device device, ScalarType dtype, CancellationToken cancellationToken = default) =>
        Open(path, device, dtype, QuantizationKind.None, cancellationToken);

    /// <param name="quantization">What to turn the projections into while they are read, one matrix at a time. A checkpoint that was saved in 4 bit stays so.</param>
    /// <inheritdoc cref="Open(string, Device, ScalarType, CancellationToken)"/>
    public static Checkpoint Open(
        string path, Device device, ScalarType dtype, QuantizationKind quantization, CancellationToken cancellationToken = default) =>
        Open(path, new WeightsInMemory(device, dtype, quantization), cancellationToken);

    /// <summary>
    /// Loads a model to answer with. On the CPU in float32 matrices that the checkpoint holds in bfloat16 stay so and are widened as they
    /// are multiplied: the same results from half the memory. To train a model or to merge an adapter into it, <see cref="Open(string, Device, ScalarType, QuantizationKind, CancellationToken)"/> it.
    /// </summary>
    /// <param name="dtype">The type that matrices are multiplied in, and otherwise kept in.</param>
    /// <inheritdoc cref="Open(string, Device, ScalarType, QuantizationKind, CancellationToken)"/>
    public static Checkpoint OpenToAnswer(
        string path, Device device, ScalarType dtype, QuantizationKind quantization = QuantizationKind.None, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(device);
        var widened = device.type == DeviceType.CPU && dtype == ScalarType.Float32;
        return Open(path, new WeightsInMemory(device, dtype, quantization, AsStored: widened), cancellationToken);
    }

    public void Dispose() => Model.Dispose();

    private static Checkpoint Open(string path, WeightsInMemory memory, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var full = Path.GetFullPath(path);
        return Directory.Exists(full) ? OpenFolder(full, memory, cancellationToken)
            : File.Exists(full) ? OpenGguf(full, memory, cancellationToken)
            : throw new FileNotFoundException($"{full} is neither a folder nor a .gguf file.", full);
    }

    private static Checkpoint OpenFolder(string folder, WeightsInMemory memory, CancellationToken cancellationToken)
    {
        var file = Path.Combine(folder, "config.json");
        var config = MistralConfigReader.Read(file);
        var stored = BitsAndBytesConfig.Read(file);
        config = config with { EosTokenIds = [.. config.EosTokenIds.Union(GenerationConfig.EosTokenIds(folder))] };
        var text = TokenizerFiles.FromFolder(folder);
        using var source = SafetensorsFolder.Open(folder);
        var note = ModelCard.FirstParagraph(Path.Combine(folder, "README.md"));
        return Load(folder, HubPath.NameOf(folder), note, config, new StoredWeights(folder, source, stored), source.Files, text, memory, cancellationToken);
    }

    private static Checkpoint OpenGguf(string path, WeightsInMemory memory, CancellationToken cancellationToken)
    {
        using var source = GgufTensorSource.Open(path);
        var text = TokenizerFiles.FromGguf(source.Metadata, path);
        var name = source.Metadata.GetValueOrDefault("general.name") is string { Length: > 0 } given ? given : Path.GetFileNameWithoutExtension(path);
        return Load(path, name, "", source.Config, new StoredWeights(path, source, QuantizationKind.None), [path], text, memory, cancellationToken);
    }

    /// <summary>Reads the weights and hashes their files at the same time.</summary>
    private static Checkpoint Load(
        string path,
        string name,
        string note,
        MistralConfig config,
        StoredWeights stored,
        IReadOnlyList<string> files,
        (ITokenizer Tokenizer, ChatTemplate? Template) text,
        WeightsInMemory memory,
        CancellationToken cancellationToken)
    {
        if (text.Tokenizer.VocabularySize > config.VocabSize)
        {
            throw new InvalidDataException($"{path}: the tokenizer has {text.Tokenizer.VocabularySize} ids, but the model only {config.VocabSize}.");
        }

        StrictLoader.Check(config, stored);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var hash = Task.Run(() => WeightsHash.Compute(files, stop.Token), stop.Token);
        try
        {
            var model = StrictLoader.Load(config, stored, memory, cancellationToken);
            try
            {
                return new Checkpoint(path, name, note, hash.GetAwaiter().GetResult(), model, text);
            }
            catch
            {
                model.Dispose();
                throw;
            }
        }
        catch
        {
            stop.Cancel();
            Task.WaitAny([hash], CancellationToken.None);
            throw;
        }
    }
}
