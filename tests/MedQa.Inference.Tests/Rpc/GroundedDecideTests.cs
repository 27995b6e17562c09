using MedQa.Inference.Devices;
using MedQa.Inference.Libraries;
using MedQa.Inference.Tests.Libraries;
using MedQa.Library.Grounding;
using MedQa.Model.Answers;

namespace MedQa.Inference.Tests.Rpc;

public sealed class GroundedDecideTests(LibraryServer running) : IClassFixture<LibraryServer>, IDisposable
{
    public void Dispose() => running.Tokenizer.Script = null;

    [Fact]
    public async Task Decide_Auto_EqualsDecisionScorerOverThePassages()
    {
        var passages = (await running.Own.Part<LibraryHost>().Require().Planner.PrepareAsync(LibraryServer.Question)).Passages;
        var expected = Scorer().Decide(LibraryServer.Question, [.. passages.Select(p => p.Text)]);

        var response = await running.Client.DecideAsync(new() { Question = LibraryServer.Question, Grounding = Wire.Grounding.Auto });

        Assert.Equal(expected.Label, response.Decision);
        Assert.Equal(expected.Probabilities, response.Probabilities.Select(p => p.Probability));
        Assert.Equal((true, passages.Count), (response.Sources.Found, response.Sources.Passages.Count));
        Assert.Equal(LibraryServer.Signs, response.Sources.Passages[0].Text);
        Assert.False(response.Declined);
        Assert.Empty(response.Citations);
    }

    [Fact]
    public async Task Decide_AutoAndNothingRelevant_DecidesAlone()
    {
        var expected = Scorer().Decide(LibraryServer.Unanswered, []);

        var response = await running.Client.DecideAsync(new() { Question = LibraryServer.Unanswered, Grounding = Wire.Grounding.Auto });

        Assert.Equal(expected.Probabilities, response.Probabilities.Select(p => p.Probability));
        Assert.Equal((false, false), (response.Sources.Found, response.Declined));
    }

    [Fact]
    public async Task Decide_RequiredAndNothingRelevant_IsDeclinedWithoutTheModel()
    {
        using var busy = new BusyDevice(running.Own.Part<DeviceThread>());

        var response = await running.Client.DecideAsync(new() { Question = LibraryServer.Unanswered, Grounding = Wire.Grounding.Required, WithLongAnswer = true })
            .ResponseAsync.WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(new Wire.DecideResponse { Model = "tiny", Usage = new(), Sources = response.Sources, Declined = true }, response);
        Assert.False(response.Sources.Found);
    }

    [Fact]
    public async Task Decide_RequiredWithLongAnswer_CitesWhatIsSupportedAndLeavesOutTheRest()
    {
        running.Tokenizer.Script = $"Eating bananas heals it. {LibraryServer.Signs} The direct answer to your question is: yes.";

        var response = await running.Client.DecideAsync(new() { Question = LibraryServer.Question, Grounding = Wire.Grounding.Required, WithLongAnswer = true, MaxTokens = 120 });

        Assert.Equal(LibraryServer.Signs, response.LongAnswer);
        Assert.NotEmpty(response.Decision);
        Assert.Equal([(0, 45, 0), (46, 45, 46)], response.Citations.Select(c => (c.Start, c.Length, c.PassageStart)));
    }

    /// <summary>A label alone is supported by nothing: it comes with the sentences that are, asked for or not, and not without them.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Decide_RequiredWithoutLongAnswer_StandsOnSupportedSentencesAlone(bool supported)
    {
        running.Tokenizer.Script = supported ? LibraryServer.Signs : "Eating bananas heals it.";
        var passages = (await running.Own.Part<LibraryHost>().Require().Planner.PrepareAsync(LibraryServer.Question)).Passages;
        var expected = Scorer().Decide(LibraryServer.Question, [.. passages.Select(p => p.Text)]);

        var response = await running.Client.DecideAsync(new() { Question = LibraryServer.Question, Grounding = Wire.Grounding.Required, MaxTokens = 120 });

        Assert.Equal(!supported, response.Declined);
        Assert.Equal(supported ? (expected.Label, LibraryServer.Signs, 2) : ("", "", 0), (response.Decision, response.LongAnswer, response.Citations.Count));
        Assert.Equal(supported ? expected.Probabilities : [], response.Probabilities.Select(p => p.Probability));
        Assert.All(response.Citations, citation => Assert.True(citation.Supported));
        Assert.Equal(LibraryServer.Signs, response.Sources.Passages[0].Text);
    }

    [Fact]
    public async Task Decide_RequiredAndTheModelDeclines_NoDecisionAndNoLongAnswer()
    {
        running.Tokenizer.Script = Decline.Sentence;

        var response = await running.Client.DecideAsync(new() { Question = LibraryServer.Question, Grounding = Wire.Grounding.Required, WithLongAnswer = true, MaxTokens = 40 });

        Assert.Equal((true, "", "", 0), (response.Declined, response.Decision, response.LongAnswer, response.Probabilities.Count));
        Assert.True(response.Sources.Found);
        Assert.Equal(40, response.Usage.CompletionTokens);
    }

    [Fact]
    public async Task Decide_AutoAndTheModelDeclines_DecidesAndSaysThatThePassagesDoNotAnswer()
    {
        running.Tokenizer.Script = Decline.Sentence;

        var response = await running.Client.DecideAsync(new() { Question = LibraryServer.Question, Grounding = Wire.Grounding.Auto, WithLongAnswer = true, MaxTokens = 40 });

        Assert.Equal((false, Decline.Sentence, 3), (response.Declined, response.LongAnswer, response.Probabilities.Count));
        Assert.Empty(response.Citations);
    }

    private DecisionScorer Scorer() => new(running.Model.Generator, running.Model.Tokenizer, running.Model.ChatTemplate, new());
}
