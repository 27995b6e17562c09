using System.Text.Json;
using MedQa.Model.Mistral;

namespace MedQa.Model.Encoders;

/// <summary>Reads an encoder's shape from Hugging Face's <c>config.json</c>. Nothing that changes the result gets a default.</summary>
public static class EncoderConfigReader
{
    private const long LargestFile = 1 << 20;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The path of a <c>config.json</c>.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">Keys are missing (all are listed), or something is not supported; names the file and the key.</exception>
    public static EncoderConfig Read(string path)
    {
        using var document = JsonFile.Read(path, LargestFile);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidDataException($"{path} holds no JSON object.");
        }

        var json = new ConfigJson(path, document.RootElement);
        var type = json.Text("model_type");
        if (type is not ("bert" or "roberta"))
        {
            throw json.Error($"model_type is \"{type}\"; only bert and roberta are supported as encoders.");
        }

        RefuseUnsupported(json);
        json.Require(
        [
            "vocab_size", "hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads", "max_position_embeddings", "type_vocab_size",
            "layer_norm_eps", "pad_token_id",
        ]);
        var config = new EncoderConfig
        {
            IsRoberta = type == "roberta",
            VocabSize = json.Integer("vocab_size"),
            HiddenSize = json.Integer("hidden_size"),
            IntermediateSize = json.Integer("intermediate_size"),
            NumHiddenLayers = json.Integer("num_hidden_layers"),
            NumAttentionHeads = json.Integer("num_attention_heads"),
            MaxPositionEmbeddings = json.Integer("max_position_embeddings"),
            TypeVocabSize = json.Integer("type_vocab_size"),
            LayerNormEps = json.Number("layer_norm_eps"),
            PadTokenId = json.Integer("pad_token_id"),
        };
        try
        {
            config.Validate();
        }
        catch (InvalidDataException e)
        {
            throw json.Error(e.Message);
        }

        return config;
    }

    private static void RefuseUnsupported(ConfigJson json)
    {
        foreach (var key in new[] { "is_decoder", "add_cross_attention" })
        {
            if (json.Has(key) && json.Flag(key))
            {
                throw json.Error($"{key} is true; only encoders are supported.");
            }
        }

        if (json.Text("hidden_act") is var act && act != "gelu")
        {
            throw json.Error($"hidden_act is \"{act}\"; only gelu is supported.");
        }

        if (json.Has("position_embedding_type") && json.Text("position_embedding_type") is var positions && positions != "absolute")
        {
            throw json.Error($"position_embedding_type is \"{positions}\"; only absolute is supported.");
        }
    }
}
