using System.Text.Json;
using MedQa.Model.Tests;
using MedQa.Trainer.Metrics;
using static TorchSharp.torch;

namespace MedQa.Trainer.Tests.Metrics;

/// <summary>bert_score 0.3.13, float32 with batches of one, to 5e-6: float32 sums in another order differ by some 1e-6.</summary>
public class BertScorerGoldenTests
{
    private const double Tolerance = 5e-6;

    [SkippableTheory]
    [InlineData("models/all-MiniLM-L6-v2", 6, false)]
    [InlineData("models/all-MiniLM-L6-v2", 6, true)]
    [InlineData("models/all-MiniLM-L6-v2", 4, false)]
    [InlineData("models/all-MiniLM-L6-v2", 4, true)]
    [InlineData("goldens/tiny-roberta", 2, false)]
    public void Score_EveryPair_EqualsBertScore(string encoder, int layer, bool idf)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Goldens.Require("bertscore.json")));
        var run = file.RootElement.GetProperty("runs").EnumerateArray().Single(r =>
            r.GetProperty("encoder").GetString() == encoder && r.GetProperty("layer").GetInt32() == layer && r.GetProperty("idf").GetBoolean() == idf);
        var pairs = file.RootElement.GetProperty("pairs").EnumerateArray().ToArray();
        var name = encoder[(encoder.IndexOf('/', StringComparison.Ordinal) + 1)..];
        var folder = encoder.StartsWith("models/", StringComparison.Ordinal) ? Goldens.RequireModel(name) : Goldens.Require(name);
        using var scorer = BertScorer.Open(folder, layer, CPU);
        var scores = scorer.Score([.. pairs.Select(p => p.GetProperty("candidate").GetString()!)], [.. pairs.Select(p => p.GetProperty("reference").GetString()!)], idf);
        var expected = run.GetProperty("scores").EnumerateArray().ToArray();
        Assert.Equal(expected.Length, scores.Count);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i][0].GetDouble(), scores[i].Precision, Tolerance);
            Assert.Equal(expected[i][1].GetDouble(), scores[i].Recall, Tolerance);
            Assert.Equal(expected[i][2].GetDouble(), scores[i].F1, Tolerance);
        }
    }
}
