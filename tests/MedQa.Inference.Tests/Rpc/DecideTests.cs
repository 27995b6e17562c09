using MedQa.Model.Answers;
using MedQa.Model.Generation;
using static MedQa.Inference.Tests.Requests;

namespace MedQa.Inference.Tests.Rpc;

public class DecideTests(RunningServer running) : IClassFixture<RunningServer>
{
    private DecisionScorer Scorer(AnswerFormat? format = null) =>
        new(running.Model.Generator, running.Model.Tokenizer, running.Model.ChatTemplate, format ?? new());

    [Fact]
    public async Task Decide_Question_EqualsDecisionScorer()
    {
        var expected = Scorer().Decide(Question, [Passage]);

        var response = await running.Client.DecideAsync(new() { Question = Question, ContextPassages = { Passage } });

        Assert.Equal(expected.Label, response.Decision);
        Assert.Equal(["yes", "no", "maybe"], response.Probabilities.Select(p => p.Label));
        Assert.Equal(expected.Probabilities, response.Probabilities.Select(p => p.Probability));
        Assert.Equal(1, response.Probabilities.Sum(p => p.Probability), 12);
        Assert.Equal("", response.LongAnswer);
        Assert.Equal(Scorer().PromptIds(Question, [Passage]).Count, response.Usage.PromptTokens);
    }

    [Fact]
    public async Task Decide_WithLongAnswer_EqualsGeneratorsText()
    {
        var prompt = Scorer().PromptIds(Question, [Passage]);
        var expected = running.Model.Generator.Generate(prompt, new SamplingOptions { MaxTokens = 9 });

        var response = await running.Client.DecideAsync(
            new() { Question = Question, ContextPassages = { Passage }, WithLongAnswer = true, MaxTokens = 9 });

        Assert.Equal(new AnswerFormat().LongAnswerOf(expected.Text), response.LongAnswer);
        Assert.Equal(Wire.FinishReason.Length, response.LongAnswerFinishReason);
        Assert.Equal(9, response.Usage.CompletionTokens);
    }

    [Fact]
    public async Task Decide_AdapterWithFormatOfItsOwn_UsesItsPlacementLabelsAndSystemPrompt()
    {
        var format = new AnswerFormat { SystemPrompt = "Decide.", Placement = DecisionPlacement.First, Labels = ["likely", "unlikely"] };
        await Testing.TinyAdapter.PublishAsync(running.Server.Adapters, "own-format", seed: 3, format);
        using var adapter = Testing.TinyAdapter.Create(running.Model, seed: 3);
        var expected = Scorer(format).Decide(Question, [], adapter);

        var response = await running.Client.DecideAsync(new() { Question = Question, Adapter = "own-format" });

        Assert.Equal(expected.Label, response.Decision);
        Assert.Equal(["likely", "unlikely"], response.Probabilities.Select(p => p.Label));
        Assert.Equal(expected.Probabilities, response.Probabilities.Select(p => p.Probability));
        Assert.Equal(("own-format", 1), (response.Adapter, response.AdapterVersion));
    }

    [Theory]
    [InlineData("yes", 100.0, 0.0, 0.0)]
    [InlineData("maybe", 0.0, 0.0, 100.0)]
    public async Task Decide_AdapterWithOffsets_AddsThemBeforeItDecides(string expected, params double[] offsets)
    {
        var name = $"offsets-{expected}";
        var format = new AnswerFormat { DecisionOffsets = offsets };
        await Testing.TinyAdapter.PublishAsync(running.Server.Adapters, name, seed: 3, format);
        using var adapter = Testing.TinyAdapter.Create(running.Model, seed: 3);
        var decision = Scorer(format).Decide(Question, [Passage], adapter);

        var response = await running.Client.DecideAsync(new() { Question = Question, ContextPassages = { Passage }, Adapter = name });

        Assert.Equal(expected, response.Decision);
        Assert.Equal(decision.Probabilities, response.Probabilities.Select(p => p.Probability));
        Assert.Equal(Scorer().Decide(Question, [Passage], adapter).LogProbabilities, decision.LogProbabilities);
    }
}
