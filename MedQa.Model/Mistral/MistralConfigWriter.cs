using System.Globalization;
using System.Text.Json;
using MedQa.Model.Checkpoints;
using MedQa.Model.Quantization;
using static TorchSharp.torch;

namespace MedQa.Model.Mistral;

/// <summary>
/// Writes a <c>config.json</c> that transformers 4 and 5 both read: the rotary embedding and the type stand in it under the
/// names of either.
/// </summary>
public static class MistralConfigWriter
{
    /// <summary>Writes a file.</summary>
    /// <param name="dtype">The type that the weights beside it are stored in: float32, float16 or bfloat16.</param>
    /// <param name="quantization">What the projections beside it are stored in.</param>
    public static void Write(MistralConfig config, ScalarType dtype, string path, QuantizationKind quantization = QuantizationKind.None)
    {
        ArgumentNullException.ThrowIfNull(config);
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            Write(json, config, TypeName(dtype), quantization);
        }

        AtomicFile.Write(path, stream => buffer.WriteTo(stream));
    }

    private static void Write(Utf8JsonWriter json, MistralConfig config, string dtype, QuantizationKind quantization)
    {
        var isMistral = config.ModelType == "mistral";
        json.WriteStartObject();
        json.WriteStartArray("architectures");
        json.WriteStringValue(isMistral ? "MistralForCausalLM" : "LlamaForCausalLM");
        json.WriteEndArray();
        if (!isMistral)
        {
            json.WriteBoolean("attention_bias", false);
            json.WriteBoolean("mlp_bias", false);
        }

        WriteFloat(json, "attention_dropout", 0);
        WriteInteger(json, "bos_token_id", config.BosTokenId);
        json.WriteString("dtype", dtype);
        WriteIds(json, "eos_token_id", config.EosTokenIds);
        json.WriteNumber("head_dim", config.HeadDim);
        json.WriteString("hidden_act", "silu");
        json.WriteNumber("hidden_size", config.HiddenSize);
        WriteFloat(json, "initializer_range", 0.02);
        json.WriteNumber("intermediate_size", config.IntermediateSize);
        json.WriteNumber("max_position_embeddings", config.MaxPositionEmbeddings);
        json.WriteString("model_type", config.ModelType);
        json.WriteNumber("num_attention_heads", config.NumAttentionHeads);
        json.WriteNumber("num_hidden_layers", config.NumHiddenLayers);
        json.WriteNumber("num_key_value_heads", config.NumKeyValueHeads);
        if (quantization == QuantizationKind.Nf4)
        {
            BitsAndBytesConfig.Write(json, dtype);
        }

        WriteFloat(json, "rms_norm_eps", config.RmsNormEps);
        WriteRope(json, config.Rope);
        if (isMistral)
        {
            WriteInteger(json, "sliding_window", config.SlidingWindow);
        }

        json.WriteBoolean("tie_word_embeddings", config.TieWordEmbeddings);
        json.WriteString("torch_dtype", dtype);
        json.WriteBoolean("use_cache", true);
        json.WriteNumber("vocab_size", config.VocabSize);
        json.WriteEndObject();
    }

    private static void WriteRope(Utf8JsonWriter json, RopeParameters rope)
    {
        json.WriteStartObject("rope_parameters");
        WriteScaling(json, rope);
        WriteFloat(json, "rope_theta", rope.Theta);
        json.WriteEndObject();
        if (rope.Llama3 is null)
        {
            json.WriteNull("rope_scaling");
        }
        else
        {
            json.WriteStartObject("rope_scaling");
            WriteScaling(json, rope);
            json.WriteEndObject();
        }

        WriteFloat(json, "rope_theta", rope.Theta);
    }

    private static void WriteScaling(Utf8JsonWriter json, RopeParameters rope)
    {
        json.WriteString("rope_type", rope.Llama3 is null ? "default" : "llama3");
        if (rope.Llama3 is { } scaling)
        {
            WriteFloat(json, "factor", scaling.Factor);
            WriteFloat(json, "low_freq_factor", scaling.LowFreqFactor);
            WriteFloat(json, "high_freq_factor", scaling.HighFreqFactor);
            json.WriteNumber("original_max_position_embeddings", scaling.OriginalMaxPositionEmbeddings);
        }
    }

    /// <summary>One id as a number, several as a list, none as null: as transformers writes them.</summary>
    internal static void WriteIds(Utf8JsonWriter json, string name, IReadOnlyList<int> ids)
    {
        if (ids.Count <= 1)
        {
            WriteInteger(json, name, ids.Count == 1 ? ids[0] : null);
            return;
        }

        json.WriteStartArray(name);
        foreach (var id in ids)
        {
            json.WriteNumberValue(id);
        }

        json.WriteEndArray();
    }

    internal static void WriteInteger(Utf8JsonWriter json, string name, int? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    /// <summary>A number that Python reads as a float: transformers 5 refuses a whole number in its place.</summary>
    private static void WriteFloat(Utf8JsonWriter json, string name, double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        json.WritePropertyName(name);
        json.WriteRawValue(text.AsSpan().ContainsAny('.', 'E') ? text : text + ".0");
    }

    /// <summary>transformers' name of a type that weights are stored in.</summary>
    /// <exception cref="NotSupportedException">Weights are not stored in the type.</exception>
    internal static string TypeName(ScalarType dtype) => dtype switch
    {
        ScalarType.Float32 => "float32",
        ScalarType.Float16 => "float16",
        ScalarType.BFloat16 => "bfloat16",
        _ => throw new NotSupportedException($"Weights are stored in float32, float16 or bfloat16, not in {dtype}."),
    };

    /// <summary>The type behind transformers' name, or null.</summary>
    internal static ScalarType? TypeOf(string name) => name switch
    {
        "float32" => ScalarType.Float32,
        "float16" => ScalarType.Float16,
        "bfloat16" => ScalarType.BFloat16,
        _ => null,
    };
}
