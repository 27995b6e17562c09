using System.Text;
using MedQa.Library.Grounding;

namespace MedQa.Library.Tests.Grounding;

public sealed class RelevanceModelTests
{
    private const string Good = """{ "version": 3, "fittedOn": "x", "words": { "bias": 1, "threshold": 0.4, "features": { "gap": { "mean": 0.5, "scale": 0.25, "weight": 2 } } } }""";

    [Fact]
    public void Score_Features_IsLogistic()
    {
        var model = Read(Good);
        Assert.Equal(1 / (1 + Math.Exp(-(1 + (2 * (0.75 - 0.5) / 0.25)))), model.Words.Score(new() { Gap = 0.75, BestCoverage = 1 }), 1e-12);
        Assert.Same(model.Words, model.For(new() { Cosine = 0.5 }));
        var both = model with { Meaning = model.Words with { Bias = 0 } };
        Assert.Same(both.Meaning, both.For(new() { Cosine = 0.5 }));
        Assert.Same(both.Words, both.For(new()));
    }

    [Fact]
    public void Write_Model_IsReadAgain()
    {
        using var json = new MemoryStream();
        RelevanceModel.Default.Write(json);
        var again = Read(Encoding.UTF8.GetString(json.ToArray()));
        Assert.Equal(RelevanceModel.Default.Words.Features, again.Words.Features);
        Assert.Equal((RelevanceModel.Default.Version, RelevanceModel.Default.Words.Bias, RelevanceModel.Default.Words.Threshold), (again.Version, again.Words.Bias, again.Words.Threshold));
    }

    [Fact]
    public void Names_Values_AreAsMany() => Assert.Equal(RelevanceFeatures.Names.Count, new RelevanceFeatures().Values.Count);

    [Theory]
    [InlineData("{}", "holds no weights")]
    [InlineData("null", "holds no weights")]
    [InlineData("[1", "holds no weights")]
    [InlineData("""{ "version": 3, "fittedOn": "x", "words": { "bias": 1, "threshold": 1.4, "features": {} } }""", "threshold from 0 to 1")]
    [InlineData("""{ "version": 3, "fittedOn": "x", "words": { "bias": 1, "threshold": 0.4, "features": { "luck": { "mean": 0, "scale": 1, "weight": 2 } } } }""", "no feature luck")]
    [InlineData("""{ "version": 3, "fittedOn": "x", "words": { "bias": 1, "threshold": 0.4, "features": { "gap": { "mean": 0, "scale": 0, "weight": 2 } } } }""", "gap needs")]
    [InlineData("""{ "version": 3, "fittedOn": "x", "words": null }""", "holds no weights")]
    public void Read_WhatDoesNotFit_IsNamed(string json, string message)
    {
        var broken = Assert.Throws<InvalidDataException>(() => Read(json)).Message;
        Assert.Contains(message, broken, StringComparison.Ordinal);
        Assert.StartsWith("w.json", broken, StringComparison.Ordinal);
    }

    private static RelevanceModel Read(string json)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        return RelevanceModel.Read(stream, "w.json");
    }
}
