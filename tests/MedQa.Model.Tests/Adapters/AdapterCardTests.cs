using MedQa.Model.Adapters;
using MedQa.Model.Answers;

namespace MedQa.Model.Tests.Adapters;

public sealed class AdapterCardTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("medqa-card-").FullName;

    [Fact]
    public void Save_ThenLoad_IsTheSame()
    {
        var card = new AdapterCard
        {
            BaseModel = "medqa-mini",
            BaseHash = new string('a', 64),
            ChatTemplate = "mistral",
            ContextWords = 150,
            RelevanceThreshold = 0.4,
            BestSentenceBias = 2.5,
            Answer = new AnswerFormat { Placement = DecisionPlacement.First, SystemPrompt = "", Labels = ["yes", "no"], DecisionOffsets = [0, -1.25] },
        };
        card.Save(_folder);
        Assert.Equivalent(card, AdapterCard.Load(_folder), strict: true);
    }

    [Fact]
    public void Load_NoFile_IsTheDefaultForAnUnknownBase()
    {
        var card = AdapterCard.Load(_folder);
        Assert.Equal("", card.BaseHash);
        Assert.Equal(DecisionPlacement.Last, card.Answer.Placement);
        card.RequireBase("any", "hash");
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"formatVersion": 2}""")]
    [InlineData("""{"answer": null}""")]
    [InlineData("""{"answer": {"labels": ["yes"]}}""")]
    [InlineData("""{"answer": {"labels": ["yes", "Yes"]}}""")]
    [InlineData("""{"answer": {"lead": " "}}""")]
    [InlineData("""{"answer": {"placement": "middle"}}""")]
    [InlineData("""{"answer": {"decisionOffsets": [0, 1]}}""")]
    [InlineData("""{"answer": {"decisionOffsets": [0, 1, 1e999]}}""")]
    [InlineData("""{"answer": {"decisionOffsets": [0, 1, "NaN"]}}""")]
    [InlineData("""{"contextWords": 0}""")]
    [InlineData("""{"relevanceThreshold": -0.1}""")]
    [InlineData("""{"relevanceThreshold": 1.5}""")]
    [InlineData("""{"relevanceThreshold": "high"}""")]
    [InlineData("""{"bestSentenceBias": -1}""")]
    [InlineData("""{"bestSentenceBias": 1001}""")]
    [InlineData("""{"unknown": 1}""")]
    public void Load_BrokenFile_NamesIt(string json)
    {
        File.WriteAllText(Path.Combine(_folder, AdapterCard.FileName), json);
        var error = Assert.Throws<InvalidDataException>(() => AdapterCard.Load(_folder));
        Assert.Contains(AdapterCard.FileName, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_RelevanceThresholdOutOfRange_SaysTheRange()
    {
        File.WriteAllText(Path.Combine(_folder, AdapterCard.FileName), """{"relevanceThreshold": 1.5}""");
        var error = Assert.Throws<InvalidDataException>(() => AdapterCard.Load(_folder));
        Assert.EndsWith("medqa.json: relevanceThreshold is 1.5; it must be from 0 to 1.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Save_WithoutOffsets_WritesNothingOfThem()
    {
        new AdapterCard().Save(_folder);
        Assert.DoesNotContain("ffsets", File.ReadAllText(Path.Combine(_folder, AdapterCard.FileName)), StringComparison.Ordinal);
    }

    [Fact]
    public void RequireBase_AnotherHash_NamesBothBases()
    {
        var card = new AdapterCard { BaseModel = "one", BaseHash = "aaaa" };
        card.RequireBase("renamed", "aaaa");
        var error = Assert.Throws<InvalidDataException>(() => card.RequireBase("two", "bbbb"));
        Assert.Contains("one", error.Message, StringComparison.Ordinal);
        Assert.Contains("two", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
