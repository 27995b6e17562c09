using MedQa.Model.Answers;
using MedQa.Model.Generation;
using MedQa.Model.Tokenization;
using static MedQa.Inference.Tests.Requests;
using Case = MedQa.V1.GenerateResponse.EventOneofCase;

namespace MedQa.Inference.Tests.Rpc;

public class GenerateTests(RunningServer running) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task Generate_QuestionWithPassages_EqualsGenerator()
    {
        var expected = running.Model.Generator.Generate(Prompt(running.Model, Question, Passage, "A second passage."), new SamplingOptions { MaxTokens = 24 });

        var events = await ReadAsync(running.Client.Generate(Ask(Question, 24, Passage, "A second passage.")));

        Assert.Equal(expected.Text, TextOf(events));
        var finished = events[^1].Finished;
        Assert.Equal(expected.PromptTokens, finished.Usage.PromptTokens);
        Assert.Equal(expected.TokenIds.Count, finished.Usage.CompletionTokens);
        Assert.Equal(Wire.FinishReason.Length, finished.Reason);
        Assert.InRange(finished.TimeToFirstTokenSeconds, 0.0, finished.DurationSeconds);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Generate_MustDecide_EqualsGeneratorWithItsGuide(bool first)
    {
        var format = first ? new AnswerFormat { Placement = DecisionPlacement.First, Labels = ["likely", "unlikely"] } : new();
        var expected = running.Model.Generator.Generate(
            Prompt(running.Model, Question), new SamplingOptions { MaxTokens = 40 }, guide: new DecisionGuide(running.Model.Tokenizer, format));
        var request = Ask(maxTokens: 40);
        request.MustDecide = true;
        request.DecisionFormat = first ? new() { DecisionFirst = true, Lead = format.Lead, Labels = { format.Labels } } : null;

        var text = TextOf(await ReadAsync(running.Client.Generate(request)));

        Assert.Equal(expected.Text, text);
        Assert.NotNull(format.ParseDecision(text));
    }

    [Fact]
    public async Task Generate_Answer_StreamsStartedThenTextThenFinished()
    {
        var events = await ReadAsync(running.Client.Generate(Ask(maxTokens: 24)));

        Assert.Equal(Case.Started, (Case)events[0].EventCase);
        Assert.Equal(Testing.TinyModel.Name, events[0].Started.Model);
        Assert.Equal("", events[0].Started.Adapter);
        Assert.Equal(Prompt(running.Model, Question).Count, events[0].Started.PromptTokens);
        Assert.True(events.Count > 4, "The answer came in one piece.");
        Assert.All(events.Skip(1).SkipLast(1), e => Assert.Equal(Case.Text, (Case)e.EventCase));
        Assert.Equal(Case.Finished, (Case)events[^1].EventCase);
    }

    [Fact]
    public async Task Generate_Sampling_EqualsGeneratorWithSameOptions()
    {
        var options = new SamplingOptions { Temperature = 0.8, TopK = 50, TopP = 0.9, RepetitionPenalty = 1.2, Seed = 11, MaxTokens = 16 };
        var expected = running.Model.Generator.Generate(Prompt(running.Model, Question), options);
        var request = Ask();
        request.Sampling = new Wire.Sampling { Temperature = 0.8, TopK = 50, TopP = 0.9, RepetitionPenalty = 1.2, Seed = 11, MaxTokens = 16 };

        var text = TextOf(await ReadAsync(running.Client.Generate(request)));

        Assert.Equal(expected.Text, text);
        request.Sampling.Seed = 12;
        Assert.NotEqual(text, TextOf(await ReadAsync(running.Client.Generate(request))));
    }

    [Fact]
    public async Task Generate_StopText_EndsBeforeIt()
    {
        var whole = running.Model.Generator.Generate(Prompt(running.Model, Question), new SamplingOptions { MaxTokens = 16 });
        var stop = whole.Text.Trim().Split(' ')[^1];
        var expected = running.Model.Generator.Generate(Prompt(running.Model, Question), new SamplingOptions { MaxTokens = 16, Stop = [stop] });
        var request = Ask(maxTokens: 16);
        request.Sampling.Stop.Add(stop);

        var events = await ReadAsync(running.Client.Generate(request));

        Assert.Equal(Wire.FinishReason.Stop, events[^1].Finished.Reason);
        Assert.Equal(expected.Text, TextOf(events));
    }

    [Fact]
    public async Task Generate_ClientsSystemMessage_TakesTheDefaultsPlace()
    {
        var ids = running.Model.ChatTemplate.Encode(running.Model.Tokenizer, [new(ChatRole.System, "Be brief."), new(ChatRole.User, AnswerFormat.UserText(Question, []))]).Ids;
        var expected = running.Model.Generator.Generate(ids, new SamplingOptions { MaxTokens = 12 });
        var request = Ask();
        request.Messages.Insert(0, SystemText("Be brief."));

        var events = await ReadAsync(running.Client.Generate(request));

        Assert.Equal(ids.Count, events[0].Started.PromptTokens);
        Assert.Equal(expected.Text, TextOf(events));
    }

    [Fact]
    public async Task Generate_EmptySystemMessage_SendsNone()
    {
        var ids = running.Model.ChatTemplate.Encode(running.Model.Tokenizer, [new(ChatRole.User, AnswerFormat.UserText(Question, []))]).Ids;
        var request = Ask();
        request.Messages.Insert(0, SystemText(""));

        var events = await ReadAsync(running.Client.Generate(request));

        Assert.Equal(ids.Count, events[0].Started.PromptTokens);
    }

    [Fact]
    public async Task Generate_PassagesInAConversation_GoToTheLastQuestion()
    {
        var ids = Conversation(
            running.Model,
            new(ChatRole.User, "First?"),
            new(ChatRole.Assistant, "Yes."),
            new(ChatRole.User, AnswerFormat.UserText(Question, [Passage])));
        var expected = running.Model.Generator.Generate(ids, new SamplingOptions { MaxTokens = 12 });
        var request = Ask(passages: Passage);
        request.Messages.Insert(0, Assistant("Yes."));
        request.Messages.Insert(0, User("First?"));

        var events = await ReadAsync(running.Client.Generate(request));

        Assert.Equal(0, events[0].Started.DroppedExchanges);
        Assert.Equal(ids.Count, events[0].Started.PromptTokens);
        Assert.Equal(expected.Text, TextOf(events));
    }

    [Fact]
    public async Task Generate_HistoryThatDoesNotFit_DropsOldestExchangesAndSaysHowMany()
    {
        var request = Ask();
        var filler = string.Join(' ', Enumerable.Repeat("word", 120));
        for (var i = 0; i < 4; i++)
        {
            request.Messages.Insert(0, Assistant(filler));
            request.Messages.Insert(0, User(filler));
        }

        var started = (await ReadAsync(running.Client.Generate(request)))[0].Started;

        Assert.InRange(started.DroppedExchanges, 1, 3);
        Assert.InRange(started.PromptTokens, 1, 512 - 12);
    }

    [Fact]
    public async Task Generate_QuestionThatDoesNotFit_InvalidArgumentWithBothCounts()
    {
        var question = string.Join(' ', Enumerable.Repeat("word", 800));
        var count = Prompt(running.Model, question).Count;

        var status = await RunningServer.StatusOf(() => ReadAsync(running.Client.Generate(Ask(question))));

        Assert.Equal(Grpc.Core.StatusCode.InvalidArgument, status.StatusCode);
        Assert.Contains($"{count} tokens", status.Detail, StringComparison.Ordinal);
        Assert.Contains("511", status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_TwoAtOnce_EachGetsItsOwnAnswer()
    {
        string[] questions = ["Is tea good for sleep?", "Does zinc shorten a cold?", "Can yoga ease back pain?"];

        var answers = await Task.WhenAll(questions.Select(q => ReadAsync(running.Client.Generate(Ask(q)))));

        for (var i = 0; i < questions.Length; i++)
        {
            var expected = running.Model.Generator.Generate(Prompt(running.Model, questions[i]), new SamplingOptions { MaxTokens = 12 });
            Assert.Equal(expected.Text, TextOf(answers[i]));
        }
    }
}
