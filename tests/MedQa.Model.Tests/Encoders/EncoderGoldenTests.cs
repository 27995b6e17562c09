using System.Text.Json;
using MedQa.Model.Encoders;
using static TorchSharp.torch;

namespace MedQa.Model.Tests.Encoders;

/// <summary>Every hidden state of one text against transformers' (float32). Float32 sums in another order differ by some 1e-6.</summary>
public class EncoderGoldenTests
{
    private const double Tolerance = 1e-5;

    [SkippableFact]
    public void HiddenState_EveryLayer_IsTransformers()
    {
        var expected = GoldenCase.ReadAll(Goldens.Require("minilm-hidden.safetensors"));
        using var checkpoint = EncoderCheckpoint.Open(Goldens.RequireModel("all-MiniLM-L6-v2"), CPU);
        using var scope = NewDisposeScope();
        for (var layer = 0; layer <= checkpoint.Encoder.LayerCount; layer++)
        {
            var hidden = checkpoint.Encoder.HiddenState(expected["ids"], null, layer);
            Assert.InRange(GoldenCase.Difference(hidden, expected[$"hidden{layer}"]), 0, Tolerance);
        }
    }

    [SkippableFact]
    public void Encode_TextWithAccentsAndSigns_IsTransformers()
    {
        using var text = JsonDocument.Parse(File.ReadAllText(Goldens.Require("minilm-hidden.json")));
        var expected = GoldenCase.ReadAll(Goldens.Require("minilm-hidden.safetensors"))["ids"];
        using var checkpoint = EncoderCheckpoint.Open(Goldens.RequireModel("all-MiniLM-L6-v2"), CPU, layers: 0);
        Assert.Equal(expected.data<long>().ToArray(), checkpoint.Tokenizer.Encode(text.RootElement.GetProperty("text").GetString()!).Select(id => (long)id));
    }
}
