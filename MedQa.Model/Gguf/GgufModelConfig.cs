using System.Globalization;
using MedQa.Model.Mistral;

namespace MedQa.Model.Gguf;

/// <summary>
/// Reads a model's shape from a GGUF file's metadata, with the format's own rules for what is absent: as many key-value heads
/// as heads, a rotary base of 10,000, heads of embedding_length / head_count, no window.
/// </summary>
internal sealed class GgufModelConfig
{
    private readonly GgufFile _file;
    private readonly string _architecture;

    private GgufModelConfig(GgufFile file)
    {
        _file = file;
        _architecture = file.Metadata.GetValueOrDefault("general.architecture") as string ?? throw Error("has no text general.architecture");
        if (_architecture is not ("llama" or "mistral"))
        {
            throw Error($"holds a model of the architecture \"{_architecture}\", which is not supported; llama and mistral are");
        }
    }

    /// <exception cref="InvalidDataException">Something is missing, of the wrong type or not supported; the message names the file and the key.</exception>
    public static MistralConfig Read(GgufFile file)
    {
        var config = new GgufModelConfig(file).Build();
        try
        {
            config.Validate();
            return config;
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{file.Path}: {e.Message}", e);
        }
    }

    private MistralConfig Build()
    {
        RefuseUnsupported();
        var heads = Integer("attention.head_count");
        var hidden = Integer("embedding_length");
        var headDim = Optional("attention.key_length") ?? (heads > 0 ? hidden / heads : 0);
        MustEqual("attention.value_length", headDim);
        MustEqual("rope.dimension_count", headDim);
        var window = Optional("attention.sliding_window") is { } size and not 0 ? size : (int?)null;
        return new MistralConfig
        {
            // Only a Mistral has a window; without one the two compute the same.
            ModelType = window is null ? "llama" : "mistral",
            VocabSize = VocabularySize(),
            HiddenSize = hidden,
            IntermediateSize = Integer("feed_forward_length"),
            NumHiddenLayers = Integer("block_count"),
            NumAttentionHeads = heads,
            NumKeyValueHeads = Optional("attention.head_count_kv") ?? heads,
            HeadDim = headDim,
            MaxPositionEmbeddings = Integer("context_length"),
            RmsNormEps = Number("attention.layer_norm_rms_epsilon") ?? throw Missing("attention.layer_norm_rms_epsilon"),
            Rope = new RopeParameters { Theta = Number("rope.freq_base") ?? 10_000 },
            SlidingWindow = window,
            TieWordEmbeddings = !_file.Tensors.ContainsKey("output.weight"),
            BosTokenId = Whole("tokenizer.ggml.bos_token_id"),
            EosTokenIds = Whole("tokenizer.ggml.eos_token_id") is { } eos ? [eos] : [],
        };
    }

    private void RefuseUnsupported()
    {
        var scaling = _file.Metadata.GetValueOrDefault($"{_architecture}.rope.scaling.type", "none");
        if (scaling is not "none")
        {
            throw Error($"asks for the rope scaling \"{scaling}\", which is not supported");
        }

        if (_file.Tensors.ContainsKey("rope_freqs.weight"))
        {
            throw Error("has the tensor \"rope_freqs.weight\" (scaled rotary frequencies), which is not supported; use the model's safetensors files");
        }

        if (Optional("expert_count") is > 0)
        {
            throw Error($"is a mixture of {Optional("expert_count")} experts, which is not supported");
        }
    }

    private int VocabularySize()
    {
        var rows = _file.Tensors.TryGetValue("token_embd.weight", out var embedding)
            ? (int)embedding.Shape[0]
            : throw Error("holds no tensor \"token_embd.weight\"");
        MustEqual("vocab_size", rows);
        return rows;
    }

    private void MustEqual(string name, int expected)
    {
        if (Optional(name) is { } value && value != expected)
        {
            throw Error($"has {_architecture}.{name} {value}, expected {expected}");
        }
    }

    private int Integer(string name) => Optional(name) ?? throw Missing(name);

    private int? Optional(string name) => Whole($"{_architecture}.{name}");

    private int? Whole(string key) => _file.Metadata.GetValueOrDefault(key) switch
    {
        null => null,
        (byte or sbyte or ushort or short or uint or int or ulong or long) and var value
            when Convert.ToDecimal(value, CultureInfo.InvariantCulture) is >= int.MinValue and <= int.MaxValue and var whole => (int)whole,
        var other => throw Error($"has {key} of type {other.GetType().Name} ({(other is Array ? "one value for all layers is supported" : other)}), expected a whole number of 32 bits"),
    };

    private double? Number(string name) => _file.Metadata.GetValueOrDefault($"{_architecture}.{name}") switch
    {
        null => null,
        float value => value,
        double value => value,
        var other => throw Error($"has {_architecture}.{name} of type {other.GetType().Name}, expected a floating number"),
    };

    private InvalidDataException Missing(string name) => Error($"has no {_architecture}.{name}");

    private InvalidDataException Error(string what) => new($"{_file.Path} {what}.");
}
