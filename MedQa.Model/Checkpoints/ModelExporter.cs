using MedQa.Model.Gguf;
using MedQa.Model.Mistral;
using MedQa.Model.Quantization;
using MedQa.Model.Safetensors;
using static TorchSharp.torch;

namespace MedQa.Model.Checkpoints;

/// <summary>Writes a model as a folder in Hugging Face's layout, which transformers, vLLM and <see cref="Checkpoint"/> load.</summary>
public static class ModelExporter
{
    /// <summary>The largest shard where nothing else is asked: 5 GB, as transformers 4 writes.</summary>
    public const long DefaultShardBytes = 5_000_000_000;

    /// <summary>The names that a tokenizer's files have.</summary>
    internal static readonly string[] TokenizerFileNames =
    [
        "tokenizer.model", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "vocab.json", "merges.txt",
        "chat_template.jinja",
    ];

    /// <summary>
    /// Writes config.json, generation_config.json, the tokenizer and, last, the weights. Files of the same names are replaced;
    /// weights that lay in the folder before are deleted.
    /// </summary>
    /// <param name="model">The model, with whatever adapter is merged into it.</param>
    /// <param name="folder">Where to; made if it is not there.</param>
    /// <param name="dtype">Type to store the weights in: float32, float16 or bfloat16.</param>
    /// <param name="tokenizerSource">A folder with the tokenizer's files, one of these files, or the .gguf file that the model came from.</param>
    /// <param name="maxShardBytes">Largest size of a weights file; a larger tensor gets one of its own.</param>
    /// <param name="quantization">Store the projections in NF4, as transformers saves a model that bitsandbytes quantized. Those of a quantized model are stored so always.</param>
    /// <exception cref="FileNotFoundException">The source holds no tokenizer.</exception>
    /// <exception cref="InvalidDataException">The GGUF's tokenizer is broken or not supported.</exception>
    public static void Save(
        MistralForCausalLM model,
        string folder,
        ScalarType dtype,
        string tokenizerSource,
        long maxShardBytes = DefaultShardBytes,
        QuantizationKind quantization = QuantizationKind.None,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        Directory.CreateDirectory(folder);
        if (tokenizerSource.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase))
        {
            using var gguf = GgufFile.Open(tokenizerSource);
            GgufTokenizerExport.Write(gguf, folder);
        }
        else
        {
            CopyTokenizer(tokenizerSource, folder);
        }

        GenerationConfig.Write(model.Config, folder);
        var stored = model.IsQuantized ? QuantizationKind.Nf4 : quantization;
        MistralConfigWriter.Write(model.Config, dtype, Path.Combine(folder, "config.json"), stored);
        if (stored == QuantizationKind.Nf4)
        {
            using var scope = NewDisposeScope();
            ShardedSafetensorsWriter.Save(folder, Nf4Weights(model, dtype, cancellationToken), null, maxShardBytes, cancellationToken);
        }
        else
        {
            ShardedSafetensorsWriter.Save(folder, model.Weights, dtype, maxShardBytes, cancellationToken);
        }
    }

    /// <summary>All weights as they are stored: the projections in NF4, quantized after rounding to the type; the rest in the type.</summary>
    private static OrderedDictionary<string, Tensor> Nf4Weights(MistralForCausalLM model, ScalarType dtype, CancellationToken cancellationToken)
    {
        using var none = no_grad();
        var stored = new OrderedDictionary<string, Tensor>();
        foreach (var (name, _) in MistralWeights.Shapes(model.Config))
        {
            if (model.QuantizedWeights.TryGetValue(name, out var quantized))
            {
                Add(Nf4Layout.Write(name, quantized, dtype));
            }
            else if (MistralWeights.IsProjection(name))
            {
                using var rounded = model.Weights[name].to(dtype);
                using var matrix = Nf4Quantizer.Quantize(rounded, cancellationToken);
                Add(Nf4Layout.Write(name, matrix, dtype));
            }
            else
            {
                stored.Add(name, model.Weights[name].to(dtype, copy: true));
            }
        }

        return stored;

        void Add(IEnumerable<KeyValuePair<string, Tensor>> tensors)
        {
            foreach (var (name, tensor) in tensors)
            {
                stored.Add(name, tensor);
            }
        }
    }

    private static void CopyTokenizer(string source, string folder)
    {
        var from = Directory.Exists(source) ? source : Path.GetDirectoryName(Path.GetFullPath(source))!;
        var present = TokenizerFileNames.Where(name => File.Exists(Path.Combine(from, name))).ToList();
        if (!present.Contains("tokenizer.model") && !present.Contains("tokenizer.json"))
        {
            throw new FileNotFoundException($"{from} has neither a tokenizer.model nor a tokenizer.json to copy.", Path.Combine(from, "tokenizer.model"));
        }

        if (Path.GetFullPath(from) != Path.GetFullPath(folder))
        {
            foreach (var name in present)
            {
                File.Copy(Path.Combine(from, name), Path.Combine(folder, name), overwrite: true);
            }
        }
    }
}
