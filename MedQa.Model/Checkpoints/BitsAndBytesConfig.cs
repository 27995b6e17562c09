using System.Text.Json;
using MedQa.Model.Mistral;
using MedQa.Model.Quantization;

namespace MedQa.Model.Checkpoints;

/// <summary>The <c>quantization_config</c> of a <c>config.json</c>, by which transformers loads a checkpoint in 4 bit.</summary>
internal static class BitsAndBytesConfig
{
    private const string Key = "quantization_config";
    private const long LargestFile = 1 << 20;

    /// <summary>What the projections beside a config are stored in.</summary>
    /// <exception cref="InvalidDataException">They are stored in something else than NF4 with double quantization; says what.</exception>
    public static QuantizationKind Read(string path)
    {
        using var document = JsonFile.Read(path, LargestFile);
        if (document.RootElement.ValueKind != JsonValueKind.Object || new ConfigJson(path, document.RootElement).Object(Key) is not { } json)
        {
            return QuantizationKind.None;
        }

        Require("quant_method", !json.Has("quant_method") || json.Text("quant_method") == "bitsandbytes");
        Require("load_in_4bit", json.Has("load_in_4bit") && json.Flag("load_in_4bit"));
        Require("bnb_4bit_quant_type", json.Has("bnb_4bit_quant_type") && json.Text("bnb_4bit_quant_type") == "nf4");
        Require("bnb_4bit_use_double_quant", json.Has("bnb_4bit_use_double_quant") && json.Flag("bnb_4bit_use_double_quant"));
        Require("bnb_4bit_quant_storage", !json.Has("bnb_4bit_quant_storage") || json.Text("bnb_4bit_quant_storage") == "uint8");
        return QuantizationKind.Nf4;

        void Require(string key, bool holds)
        {
            if (!holds)
            {
                throw json.Error($"{Key} is not supported because of its {key}; of quantized checkpoints, only bitsandbytes' NF4 with double quantization, stored as uint8, can be read. Use the unquantized model or a GGUF file.");
            }
        }
    }

    /// <summary>Writes the object as transformers 5 does.</summary>
    /// <param name="compute">The type that transformers is to multiply in, by its name there.</param>
    public static void Write(Utf8JsonWriter json, string compute)
    {
        json.WriteStartObject(Key);
        json.WriteBoolean("_load_in_4bit", true);
        json.WriteBoolean("_load_in_8bit", false);
        json.WriteString("bnb_4bit_compute_dtype", compute);
        json.WriteString("bnb_4bit_quant_storage", "uint8");
        json.WriteString("bnb_4bit_quant_type", "nf4");
        json.WriteBoolean("bnb_4bit_use_double_quant", true);
        json.WriteBoolean("llm_int8_enable_fp32_cpu_offload", false);
        json.WriteBoolean("llm_int8_has_fp16_weight", false);
        json.WriteNull("llm_int8_skip_modules");
        json.WritePropertyName("llm_int8_threshold");
        json.WriteRawValue("6.0");
        json.WriteBoolean("load_in_4bit", true);
        json.WriteBoolean("load_in_8bit", false);
        json.WriteString("quant_method", "bitsandbytes");
        json.WriteEndObject();
    }
}
