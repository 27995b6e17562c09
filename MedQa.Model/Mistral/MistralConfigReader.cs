using System.Text.Json;

namespace MedQa.Model.Mistral;

/// <summary>
/// Reads a model's shape from Hugging Face's <c>config.json</c>, as transformers 5 writes it (<c>rope_parameters</c>, <c>dtype</c>)
/// and as version 4 did (<c>rope_theta</c>, <c>rope_scaling</c>, <c>torch_dtype</c>). Nothing that changes the result gets a
/// default, but for two of transformers' own rules: without <c>head_dim</c> a head has hidden_size / num_attention_heads, and a
/// Llama has no sliding window.
/// </summary>
public static class MistralConfigReader
{
    private const long LargestFile = 1 << 20;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The path of a <c>config.json</c>.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">Keys are missing (all are listed), or something is not supported; names the file and the key.</exception>
    public static MistralConfig Read(string path)
    {
        using var document = JsonFile.Read(path, LargestFile);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidDataException($"{path} holds no JSON object.");
        }

        var json = new ConfigJson(path, document.RootElement);
        var type = json.Text("model_type");
        if (type is not ("mistral" or "llama"))
        {
            throw new InvalidDataException($"{path}: model_type is \"{type}\"; only mistral and llama are supported.");
        }

        RefuseUnsupported(json);
        var required = new List<string>
        {
            "vocab_size", "hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads", "num_key_value_heads",
            "max_position_embeddings", "rms_norm_eps", "tie_word_embeddings",
        };
        if (type == "mistral")
        {
            required.Add("sliding_window");
        }

        json.Require(required);
        var config = new MistralConfig
        {
            ModelType = type,
            VocabSize = json.Integer("vocab_size"),
            HiddenSize = json.Integer("hidden_size"),
            IntermediateSize = json.Integer("intermediate_size"),
            NumHiddenLayers = json.Integer("num_hidden_layers"),
            NumAttentionHeads = json.Integer("num_attention_heads"),
            NumKeyValueHeads = json.Integer("num_key_value_heads"),
            HeadDim = HeadDim(json),
            MaxPositionEmbeddings = json.Integer("max_position_embeddings"),
            RmsNormEps = json.Number("rms_norm_eps"),
            Rope = Rope(json),
            SlidingWindow = type == "mistral" && json.Has("sliding_window") ? json.Integer("sliding_window") : null,
            TieWordEmbeddings = json.Flag("tie_word_embeddings"),
            BosTokenId = json.Has("bos_token_id") ? json.Integer("bos_token_id") : null,
            EosTokenIds = json.Integers("eos_token_id"),
        };
        try
        {
            config.Validate();
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }

        return config;
    }

    private static void RefuseUnsupported(ConfigJson json)
    {
        foreach (var key in new[] { "attention_bias", "mlp_bias" })
        {
            if (json.Has(key) && json.Flag(key))
            {
                throw json.Error($"{key} is true; layers with a bias are not supported.");
            }
        }

        if (json.Text("hidden_act") is var act && act != "silu")
        {
            throw json.Error($"hidden_act is \"{act}\"; only silu is supported.");
        }
    }

    private static int HeadDim(ConfigJson json)
    {
        if (json.Has("head_dim"))
        {
            return json.Integer("head_dim");
        }

        var (hidden, heads) = (json.Integer("hidden_size"), json.Integer("num_attention_heads"));
        return heads > 0 && hidden % heads == 0
            ? hidden / heads
            : throw json.Error($"head_dim is missing and hidden_size ({hidden}) is not divisible by num_attention_heads ({heads}).");
    }

    private static RopeParameters Rope(ConfigJson json)
    {
        var rope = json.Object("rope_parameters") ?? json.Object("rope_scaling");
        var theta = rope is not null && rope.Has("rope_theta") ? rope.Number("rope_theta") : json.Number("rope_theta");
        var type = rope is null ? "default" : rope.Has("rope_type") ? rope.Text("rope_type") : rope.Text("type");
        if (rope is not null && rope.Has("partial_rotary_factor") && rope.Number("partial_rotary_factor") != 1)
        {
            throw json.Error($"partial_rotary_factor is {rope.Number("partial_rotary_factor")}; only 1 is supported.");
        }

        switch (type)
        {
            case "default":
                return new RopeParameters { Theta = theta };
            case "llama3":
                rope!.Require(["factor", "low_freq_factor", "high_freq_factor", "original_max_position_embeddings"]);
                var scaling = new Llama3Scaling(
                    rope.Number("factor"),
                    rope.Number("low_freq_factor"),
                    rope.Number("high_freq_factor"),
                    rope.Integer("original_max_position_embeddings"));
                return scaling.Factor >= 1 && scaling.LowFreqFactor > 0 && scaling.HighFreqFactor > scaling.LowFreqFactor && scaling.OriginalMaxPositionEmbeddings > 0
                    ? new RopeParameters { Theta = theta, Llama3 = scaling }
                    : throw json.Error($"the values of the llama3 rotary scaling do not fit together: {scaling}.");
            default:
                throw json.Error($"rope_type is \"{type}\"; only default and llama3 are supported.");
        }
    }
}
