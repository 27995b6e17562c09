using System.Text.Json;
using MedQa.Model.Tests;
using MedQa.Trainer.Metrics;

namespace MedQa.Trainer.Tests.Metrics;

/// <summary>rouge_score 0.1.2 with NLTK's stemmer, to 1e-9: both compute in float64, so only the order of a few operations differs.</summary>
public class RougeGoldenTests
{
    [SkippableTheory]
    [InlineData("plain", false)]
    [InlineData("stemmed", true)]
    public void Score_EveryCase_EqualsRougeScore(string kind, bool stem)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Goldens.Require("rouge.json")));
        var count = 0;
        foreach (var golden in file.RootElement.GetProperty("cases").EnumerateArray())
        {
            var scores = Rouge.Score(golden.GetProperty("candidate").GetString()!, golden.GetProperty("reference").GetString()!, stem);
            var expected = golden.GetProperty(kind);
            AssertClose(expected.GetProperty("rouge1"), scores.Rouge1, $"case {count} rouge1");
            AssertClose(expected.GetProperty("rouge2"), scores.Rouge2, $"case {count} rouge2");
            AssertClose(expected.GetProperty("rougeL"), scores.RougeL, $"case {count} rougeL");
            AssertClose(expected.GetProperty("rougeLsum"), scores.RougeLsum, $"case {count} rougeLsum");
            count++;
        }

        Assert.True(count > 0);
    }

    private static void AssertClose(JsonElement expected, RougeScore actual, string what)
    {
        double[] values = [actual.Precision, actual.Recall, actual.FMeasure];
        for (var i = 0; i < 3; i++)
        {
            Assert.True(Math.Abs(expected[i].GetDouble() - values[i]) < 1e-9, $"{what}, column {i}: {values[i]} instead of {expected[i].GetDouble()}");
        }
    }
}
