using System.Text.Json;
using MedQa.Library.Indexing;
using MedQa.Library.Retrieval;
using MedQa.Model.Safetensors;
using MedQa.Model.Tests;
using Microsoft.Extensions.AI;

namespace MedQa.Library.Tests.Retrieval;

/// <summary>Against the reference's hidden states of all-MiniLM-L6-v2, pooled here in double.</summary>
public sealed class SentenceEncoderGoldenTests
{
    [SkippableFact]
    public async Task Generate_OneText_IsTheMeanOfTheReferencesLastHiddenStates()
    {
        using var text = JsonDocument.Parse(File.ReadAllText(Goldens.Require("minilm-hidden.json")));
        using var encoder = SentenceEncoder.Open(Goldens.RequireModel("all-MiniLM-L6-v2"));
        var sentence = text.RootElement.GetProperty("text").GetString()!;
        var expected = Expected();

        // Alone, and in a batch whose other texts are longer and shorter, so that padding must not count.
        var batch = await encoder.GenerateAsync(["Fever.", sentence, string.Join(' ', Enumerable.Repeat("asthma", 90)), ""]);
        foreach (var vector in (ReadOnlyMemory<float>[])[await encoder.GenerateVectorAsync(sentence), batch[1].Vector])
        {
            Assert.Equal(expected.Length, vector.Length);
            Assert.InRange(expected.Zip(vector.ToArray()).Max(pair => Math.Abs(pair.First - pair.Second)), 0, 2e-6);
        }

        Assert.All(batch, e => Assert.Equal(1, e.Vector.ToArray().Sum(x => (double)x * x), 1e-5));
        Assert.Equal(384, encoder.Space.Dimension);
        Assert.Equal(encoder.Space, encoder.GetService<VectorSpace>());
    }

    [SkippableFact]
    public async Task Generate_LongText_SeesItsFirstTokensOnly()
    {
        using var encoder = SentenceEncoder.Open(Goldens.RequireModel("all-MiniLM-L6-v2"), maxTokens: 12);
        var vectors = await encoder.GenerateAsync(["one two three four five six seven eight nine ten", "one two three four five six seven eight nine ten eleven", "one two three"]);
        Assert.Equal(vectors[0].Vector.ToArray(), vectors[1].Vector.ToArray());
        Assert.NotEqual(vectors[0].Vector.ToArray(), vectors[2].Vector.ToArray());
    }

    [SkippableFact]
    public async Task Generate_LikeTexts_AreCloserThanOthers()
    {
        using var encoder = SentenceEncoder.Open(Goldens.RequireModel("all-MiniLM-L6-v2"));
        var vectors = await encoder.GenerateAsync(["How is a heart attack treated?", "Therapy of myocardial infarction", "Lice are found in hair."]);
        Assert.True(Cosine(vectors[0], vectors[1]) > Cosine(vectors[0], vectors[2]) + 0.2);
    }

    private static double[] Expected()
    {
        using var file = SafetensorsFile.Open(Goldens.Require("minilm-hidden.safetensors"));
        using var scope = TorchSharp.torch.NewDisposeScope();
        var tensors = file.ReadAll();
        var last = tensors["hidden6"].to(TorchSharp.torch.ScalarType.Float64);
        last = last.view(-1, last.size(-1));
        double[] mean = [.. Enumerable.Range(0, (int)last.size(1)).Select(column => Enumerable.Range(0, (int)last.size(0)).Average(row => last[row, column].item<double>()))];
        var norm = Math.Sqrt(mean.Sum(x => x * x));
        return [.. mean.Select(x => x / norm)];
    }

    private static double Cosine(Embedding<float> a, Embedding<float> b) => a.Vector.ToArray().Zip(b.Vector.ToArray()).Sum(p => (double)p.First * p.Second);
}
