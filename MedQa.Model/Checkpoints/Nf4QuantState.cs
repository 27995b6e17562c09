using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using MedQa.Model.Mistral;
using MedQa.Model.Quantization;
using static TorchSharp.torch;

namespace MedQa.Model.Checkpoints;

/// <summary>
/// What bitsandbytes says of a stored NF4 matrix, as JSON:
/// <c>{"quant_type": "nf4", "blocksize": 64, "dtype": "bfloat16", "shape": [128, 256], "nested_blocksize": 256, "nested_dtype": "float32", "nested_offset": 0.3}</c>.
/// </summary>
/// <param name="Shape">The matrix's shape.</param>
/// <param name="DType">The type that it had; bitsandbytes dequantizes to it.</param>
/// <param name="NestedOffset">The mean of the scales.</param>
internal sealed record Nf4QuantState(IReadOnlyList<long> Shape, ScalarType DType, float NestedOffset)
{
    /// <summary>Reads the JSON.</summary>
    /// <param name="where">The file and the tensor, for messages.</param>
    /// <exception cref="InvalidDataException">It is no JSON, a key is missing or wrong, or the quantization is another.</exception>
    public static Nf4QuantState Parse(ReadOnlyMemory<byte> utf8, string where)
    {
        using var document = Document(utf8, where);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidDataException($"{where} holds no JSON object.");
        }

        var json = new ConfigJson(where, document.RootElement);
        if (!json.Has("nested_blocksize"))
        {
            throw json.Error("missing nested_blocksize; matrices without double quantization are not supported. Save the model with bnb_4bit_use_double_quant, or take the unquantized model.");
        }

        Require("quant_type", "nf4", json.Text("quant_type"));
        Require("blocksize", Nf4Tensor.BlockSize, json.Integer("blocksize"));
        Require("nested_blocksize", Nf4Tensor.NestedBlockSize, json.Integer("nested_blocksize"));
        Require("nested_dtype", "float32", json.Text("nested_dtype"));
        var type = json.Text("dtype");
        var offset = (float)json.Number("nested_offset");
        return new Nf4QuantState(
            [.. json.Integers("shape").Select(n => (long)n)],
            MistralConfigWriter.TypeOf(type) ?? throw json.Error($"dtype is \"{type}\", expected float32, float16 or bfloat16."),
            float.IsFinite(offset) ? offset : throw json.Error("nested_offset is no number that a float32 can hold."));

        void Require<T>(string key, T expected, T actual)
        {
            if (!Equals(expected, actual))
            {
                throw json.Error($"{key} is {actual}; only {expected} is supported.");
            }
        }
    }

    /// <summary>The JSON as bitsandbytes writes it, to the byte.</summary>
    public byte[] ToJson()
    {
        var offset = ((double)NestedOffset).ToString("R", CultureInfo.InvariantCulture).ToLowerInvariant();
        if (offset.AsSpan().IndexOfAny('.', 'e') < 0)
        {
            offset += ".0";
        }

        return Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"quant_type": "nf4", "blocksize": {{Nf4Tensor.BlockSize}}, "dtype": "{{MistralConfigWriter.TypeName(DType)}}", "shape": [{{string.Join(", ", Shape)}}], "nested_blocksize": {{Nf4Tensor.NestedBlockSize}}, "nested_dtype": "float32", "nested_offset": {{offset}}}"""));
    }

    private static JsonDocument Document(ReadOnlyMemory<byte> utf8, string where)
    {
        if (!Utf8.IsValid(utf8.Span))
        {
            throw new InvalidDataException($"{where} is no valid UTF-8.");
        }

        try
        {
            return JsonDocument.Parse(utf8);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{where} is no valid JSON: {e.Message}", e);
        }
    }
}
