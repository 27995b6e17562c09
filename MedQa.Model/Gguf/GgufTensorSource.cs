using MedQa.Model.Checkpoints;
using MedQa.Model.Mistral;
using static TorchSharp.torch;

namespace MedQa.Model.Gguf;

/// <summary>
/// A llama.cpp model's tensors under Hugging Face's names and in its layout.
/// </summary>
/// <remarks>
/// llama.cpp stores the rows of q and k for interleaved rotary pairs (2i, 2i+1), Hugging Face for split halves (i, i + D/2).
/// So row j D/2 + i of a head (j: which half) is taken from row 2 i + j of that head, for the query heads and for the
/// key-value heads.
/// </remarks>
public sealed class GgufTensorSource : ITensorSource
{
    private readonly GgufFile _file;
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorEntry> _entries = new(StringComparer.Ordinal);

    private GgufTensorSource(GgufFile file, MistralConfig config)
    {
        _file = file;
        Config = config;
        foreach (var tensor in file.Tensors.Values)
        {
            var name = GgufNames.ToHuggingFace(tensor.Name);
            if (!_names.TryAdd(name, tensor.Name))
            {
                throw new InvalidDataException($"{file.Path} holds \"{name}\" twice, as \"{_names[name]}\" and as \"{tensor.Name}\".");
            }

            _entries.Add(name, new TensorEntry(tensor.Shape, tensor.TypeName, file.Path));
        }
    }

    /// <summary>The model's shape, from the file's metadata.</summary>
    public MistralConfig Config { get; }

    /// <summary>What the file says beside its tensors.</summary>
    public IReadOnlyDictionary<string, object> Metadata => _file.Metadata;

    /// <summary>The tensors by Hugging Face's names; what has none keeps llama.cpp's.</summary>
    public IReadOnlyDictionary<string, TensorEntry> Entries => _entries;

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no valid GGUF file, or its model is not supported; names the file and the tensor or key.</exception>
    public static GgufTensorSource Open(string path)
    {
        var file = GgufFile.Open(path);
        try
        {
            return new GgufTensorSource(file, GgufModelConfig.Read(file));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void ReadInto(string name, Tensor destination)
    {
        if (!_names.TryGetValue(name, out var stored))
        {
            throw new InvalidDataException($"{_file.Path} holds no tensor \"{name}\".");
        }

        var isRotated = name.EndsWith("q_proj.weight", StringComparison.Ordinal) || name.EndsWith("k_proj.weight", StringComparison.Ordinal);
        _file.ReadInto(stored, destination, isRotated ? InterleavedRow : null);
    }

    public void Dispose() => _file.Dispose();

    private long InterleavedRow(long row)
    {
        var (head, inHead) = Math.DivRem(row, Config.HeadDim);
        var (half, pair) = Math.DivRem(inHead, Config.HeadDim / 2);
        return head * Config.HeadDim + 2 * pair + half;
    }
}
