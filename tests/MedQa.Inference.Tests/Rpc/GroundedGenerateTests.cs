using MedQa.Inference.Devices;
using MedQa.Inference.Libraries;
using MedQa.Inference.Tests.Libraries;
using MedQa.Library.Grounding;
using MedQa.Model.Answers;
using MedQa.Model.Generation;
using static MedQa.Inference.Tests.Requests;

namespace MedQa.Inference.Tests.Rpc;

public sealed class GroundedGenerateTests(LibraryServer running) : IClassFixture<LibraryServer>, IDisposable
{
    private const string Stop = "<stop>";

    public void Dispose() => running.Tokenizer.Script = null;

    [Fact]
    public async Task Generate_RequiredAndCopied_IsThisStream()
    {
        running.Tokenizer.Script = $" {LibraryServer.Signs}{Stop}";

        var events = await ReadAsync(running.Client.Generate(Grounded(Wire.Grounding.Required)));

        var id = (await running.Client.SearchAsync(new() { Question = LibraryServer.Question })).Passages[0].Passage.Id;
        var sources = events[1].Sources;
        Assert.Equal((true, id, "Asthma", "asthma.md", LibraryServer.Signs), (sources.Found, sources.Passages[0].Id, sources.Passages[0].Title, sources.Passages[0].Document, sources.Passages[0].Text));
        Assert.InRange(sources.Relevance, 0.5, 1);
        Assert.Empty(sources.NearestTitles);
        var finished = events[^1].Finished;
        Wire.GenerateResponse[] expected =
        [
            new() { Started = new() { Model = "tiny", PromptTokens = finished.Usage.PromptTokens } },
            new() { Sources = sources },
            new() { Text = "The chest feels tight and breathing whistles." },
            new() { Citation = new() { Start = 0, Length = 45, Supported = true, Passage = 0, PassageStart = 0, PassageLength = 45 } },
            new() { Text = " Coughing is worse at night and after running." },
            new() { Citation = new() { Start = 46, Length = 45, Supported = true, Passage = 0, PassageStart = 46, PassageLength = 45 } },
            new()
            {
                Finished = new()
                {
                    Reason = Wire.FinishReason.Stop,
                    Usage = finished.Usage,
                    TimeToFirstTokenSeconds = finished.TimeToFirstTokenSeconds,
                    DurationSeconds = finished.DurationSeconds,
                    RetrievalSeconds = finished.RetrievalSeconds,
                },
            },
        ];
        Assert.Equal(expected, Joined(events));
        Assert.True(finished.RetrievalSeconds > 0 && finished.DurationSeconds >= finished.TimeToFirstTokenSeconds);
    }

    [Fact]
    public async Task Generate_RequiredAndOneSentenceMadeUp_LeavesItOutAndCountsIt()
    {
        running.Tokenizer.Script = $"The chest feels tight and breathing whistles. Eating bananas heals it. Coughing is worse at night and after running.{Stop}";

        var events = await ReadAsync(running.Client.Generate(Grounded(Wire.Grounding.Required)));

        Assert.Equal(LibraryServer.Signs, TextOf(events));
        Assert.Equal((1, false), (events[^1].Finished.WithheldSentences, events[^1].Finished.Declined));
        Assert.All(Citations(events), c => Assert.True(c.Supported));
    }

    [Fact]
    public async Task Generate_AutoAndOneSentenceMadeUp_MarksIt()
    {
        running.Tokenizer.Script = $"Eating bananas heals it. Coughing is worse at night and after running.{Stop}";

        var events = await ReadAsync(running.Client.Generate(Grounded(Wire.Grounding.Auto)));

        Assert.Equal("Eating bananas heals it. Coughing is worse at night and after running.", TextOf(events));
        Assert.Equal([(0, 24, false), (25, 45, true)], Citations(events).Select(c => (c.Start, c.Length, c.Supported)));
        Assert.Equal((0, false), (events[^1].Finished.WithheldSentences, events[^1].Finished.Declined));
    }

    [Fact]
    public async Task Generate_AutoWithTheModelsOwnWords_EqualsGeneratorOverThePassages()
    {
        var passages = (await running.Own.Part<LibraryHost>().Require().Planner.PrepareAsync(LibraryServer.Question)).Passages;
        Assert.Equal(LibraryServer.SignsInPrompt, passages[0].Text);
        var result = running.Model.Generator.Generate(
            Prompt(running.Model, LibraryServer.Question, [.. passages.Select(p => p.Text)]), new SamplingOptions { MaxTokens = 60 });
        var answer = new GroundedAnswer(passages, GroundingMode.Auto, format: new());
        var expected = answer.Push(result.Text).Concat(answer.Finish()).OfType<SentenceCitation>();

        var events = await ReadAsync(running.Client.Generate(Grounded(Wire.Grounding.Auto, maxTokens: 60, stop: false)));

        Assert.Equal(answer.Text, TextOf(events));
        Assert.Equal(result.PromptTokens, events[0].Started.PromptTokens);
        Assert.Equal(expected.Select(c => (c.Sentence.Start, c.Sentence.Length, c.Support is not null)), Citations(events).Select(c => (c.Start, c.Length, c.Supported)));
        Assert.Equal((Wire.FinishReason.Length, 60), (events[^1].Finished.Reason, events[^1].Finished.Usage.CompletionTokens));
    }

    [Fact]
    public async Task Generate_AutoAndNothingRelevant_IsTheModelAloneAndSaysSo()
    {
        var expected = running.Model.Generator.Generate(Prompt(running.Model, LibraryServer.Unanswered), new SamplingOptions { MaxTokens = 20 });

        var events = await ReadAsync(running.Client.Generate(Grounded(Wire.Grounding.Auto, LibraryServer.Unanswered, 20, stop: false)));

        Assert.Equal(expected.Text, TextOf(events));
        Assert.Equal((false, 0), (events[1].Sources.Found, events[1].Sources.Passages.Count));
        Assert.Empty(Citations(events));
        Assert.False(events[^1].Finished.Declined);
        Assert.True(events[^1].Finished.RetrievalSeconds > 0);
    }

    [Fact]
    public async Task Generate_RequiredAndNothingRelevant_IsDeclinedWithoutTheModel()
    {
        using var busy = new BusyDevice(running.Own.Part<DeviceThread>());

        var events = await ReadAsync(running.Client.Generate(Grounded(Wire.Grounding.Required, "How many litres of water does it take to cool a burn?"))).WaitAsync(TimeSpan.FromSeconds(20));

        Wire.GenerateResponse[] expected =
        [
            new() { Started = new() { Model = "tiny" } },
            new() { Sources = new() { Relevance = events[1].Sources.Relevance, NearestTitles = { "Burns" } } },
            new() { Text = Decline.Sentence },
            new() { Finished = new() { Reason = Wire.FinishReason.Stop, Usage = new(), Declined = true, RetrievalSeconds = events[^1].Finished.RetrievalSeconds } },
        ];
        Assert.Equal(expected, events);
    }

    [Theory]
    [InlineData(Wire.Grounding.Auto)]
    [InlineData(Wire.Grounding.Required)]
    public async Task Generate_ModelSaysThatThePassagesHoldNoAnswer_IsDeclinedAndTheModelStopped(Wire.Grounding grounding)
    {
        running.Tokenizer.Script = $"{Decline.Sentence} " + string.Concat(Enumerable.Repeat("But bananas help. ", 100));

        var events = await ReadAsync(running.Client.Generate(Grounded(grounding, maxTokens: 300, stop: false)));

        Assert.Equal(Decline.Sentence, TextOf(events));
        Assert.Empty(Citations(events));
        Assert.Equal((true, Wire.FinishReason.Stop), (events[^1].Finished.Declined, events[^1].Finished.Reason));
        Assert.True(events[1].Sources.Found);
        Assert.InRange(running.Tokenizer.Written, Decline.Sentence.Length / 2, 290);
    }

    [Fact]
    public async Task Generate_RequiredAndNothingSupported_IsDeclined()
    {
        running.Tokenizer.Script = $"Eating bananas heals it. So do kiwis.{Stop}";

        var events = await ReadAsync(running.Client.Generate(Grounded(Wire.Grounding.Required)));

        Assert.Equal(Decline.Sentence, TextOf(events));
        Assert.Equal((true, 2), (events[^1].Finished.Declined, events[^1].Finished.WithheldSentences));
        Assert.Equal("Asthma", events[1].Sources.Passages[0].Title);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1.5)]
    public async Task Generate_RequiredWithTheModelsOwnWords_SaysQuotesAndCitesThem(double temperature)
    {
        var passages = (await running.Own.Part<LibraryHost>().Require().Planner.PrepareAsync(LibraryServer.Question)).Passages;
        var quotes = new Quotes(passages);
        for (ulong seed = 0; seed < 6; seed++)
        {
            var sampling = new SamplingOptions { MaxTokens = 120, Temperature = temperature, Seed = seed };
            var guide = quotes.Guide(running.Model.Tokenizer, running.Model.Generator.EndTokenIds, 120, mayDecline: false);
            var expected = running.Model.Generator.Generate(Prompt(running.Model, LibraryServer.Question, [.. passages.Select(p => p.Text)]), sampling, guide: guide);
            var request = Grounded(Wire.Grounding.Required, stop: false);
            (request.Sampling.Temperature, request.Sampling.Seed) = (temperature, seed);

            var events = await ReadAsync(running.Client.Generate(request));

            var (text, finished) = (TextOf(events), events[^1].Finished);
            Assert.Equal(expected.Text, text);
            Assert.Equal((false, 0, Wire.FinishReason.Stop), (finished.Declined, finished.WithheldSentences, finished.Reason));
            Assert.All(Citations(events), citation => Assert.True(citation.Supported));
            Assert.Equal(text, string.Join(' ', Citations(events).Select(citation => text.Substring(citation.Start, citation.Length))));
            Assert.All(Citations(events), citation => Assert.Contains(text.Substring(citation.Start, citation.Length), quotes.Texts));
        }
    }

    /// <summary>No sentence is cut: there is no room for one.</summary>
    [Fact]
    public async Task Generate_RequiredAndNoRoomForAQuote_IsDeclined()
    {
        var events = await ReadAsync(running.Client.Generate(Grounded(Wire.Grounding.Required, maxTokens: 3, stop: false)));

        Assert.Equal(Decline.Sentence, TextOf(events));
        Assert.Equal((true, 3), (events[^1].Finished.Declined, events[^1].Finished.Usage.CompletionTokens));
    }

    [Fact]
    public async Task Generate_RequiredAndMustDecide_IsHeldToTheDecisionAndNotToQuotes()
    {
        var request = Grounded(Wire.Grounding.Required, maxTokens: 60, stop: false);
        request.MustDecide = true;
        var passages = (await running.Own.Part<LibraryHost>().Require().Planner.PrepareAsync(LibraryServer.Question)).Passages;
        var expected = running.Model.Generator.Generate(
            Prompt(running.Model, LibraryServer.Question, [.. passages.Select(p => p.Text)]), new SamplingOptions { MaxTokens = 60 }, guide: new DecisionGuide(running.Model.Tokenizer, new()));

        var events = await ReadAsync(running.Client.Generate(request));

        Assert.Equal(expected.TokenIds.Count, events[^1].Finished.Usage.CompletionTokens);
        Assert.True(events[^1].Finished.Declined);
    }

    [Theory]
    [InlineData(Wire.Grounding.Unspecified)]
    [InlineData(Wire.Grounding.Off)]
    public async Task Generate_Off_IsTheModelAloneWithoutAWordOfTheLibrary(Wire.Grounding grounding)
    {
        var expected = running.Model.Generator.Generate(Prompt(running.Model, LibraryServer.Question), new SamplingOptions { MaxTokens = 20 });

        var events = await ReadAsync(running.Client.Generate(Grounded(grounding, maxTokens: 20, stop: false)));

        Assert.Equal(expected.Text, TextOf(events));
        Assert.DoesNotContain(events, e => e.EventCase is Wire.GenerateResponse.EventOneofCase.Sources or Wire.GenerateResponse.EventOneofCase.Citation);
        Assert.Equal(0, events[^1].Finished.RetrievalSeconds);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Generate_MustDecide_EqualsGeneratorWithItsGuide(bool first)
    {
        var format = first ? new AnswerFormat { Placement = DecisionPlacement.First, Labels = ["likely", "unlikely"] } : new();
        var passages = (await running.Own.Part<LibraryHost>().Require().Planner.PrepareAsync(LibraryServer.Question)).Passages;
        var result = running.Model.Generator.Generate(
            Prompt(running.Model, LibraryServer.Question, [.. passages.Select(p => p.Text)]), new SamplingOptions { MaxTokens = 60 }, guide: new DecisionGuide(running.Model.Tokenizer, format));
        var answer = new GroundedAnswer(passages, GroundingMode.Auto, format: format);
        var citations = answer.Push(result.Text).Concat(answer.Finish()).OfType<SentenceCitation>().ToList();
        var request = Grounded(Wire.Grounding.Auto, maxTokens: 60, stop: false);
        request.MustDecide = true;
        request.DecisionFormat = first ? new() { DecisionFirst = true, Lead = format.Lead, Labels = { format.Labels } } : null;

        var events = await ReadAsync(running.Client.Generate(request));

        Assert.Equal(answer.Text, TextOf(events));
        Assert.NotNull(format.ParseDecision(TextOf(events)));
        Assert.Equal(citations.Select(c => c.Sentence.Start), Citations(events).Select(c => c.Start));
    }

    [Fact]
    public async Task Generate_QuestionThatLeansOnTheOneBefore_IsSearchedWithIt()
    {
        const string leaning = "And is it worse in children?";
        var planner = running.Own.Part<LibraryHost>().Require().Planner;
        var alone = (await planner.PrepareAsync(leaning)).Relevance;
        var together = (await planner.PrepareAsync(leaning, previous: LibraryServer.Question)).Relevance;
        var request = Grounded(Wire.Grounding.Auto, leaning, 8, stop: false);
        Assert.Equal(alone, (await ReadAsync(running.Client.Generate(request)))[1].Sources.Relevance);

        request.Messages.Insert(0, Assistant("It feels tight."));
        request.Messages.Insert(0, User(LibraryServer.Question));
        request.Messages.Insert(0, Assistant("Hello."));
        request.Messages.Insert(0, User("Does a fever hurt?"));

        Assert.NotEqual(alone, together);
        Assert.Equal(together, (await ReadAsync(running.Client.Generate(request)))[1].Sources.Relevance);
    }

    private static Wire.GenerateRequest Grounded(Wire.Grounding grounding, string question = LibraryServer.Question, int maxTokens = 120, bool stop = true)
    {
        var request = Ask(question, maxTokens);
        request.Grounding = grounding;
        if (stop)
        {
            request.Sampling.Stop.Add(Stop);
        }

        return request;
    }

    private static IEnumerable<Wire.Citation> Citations(IEnumerable<Wire.GenerateResponse> events) => events.Select(e => e.Citation).OfType<Wire.Citation>();

    /// <summary>Texts that follow each other become one.</summary>
    private static List<Wire.GenerateResponse> Joined(IEnumerable<Wire.GenerateResponse> events)
    {
        var joined = new List<Wire.GenerateResponse>();
        foreach (var e in events)
        {
            if (e.EventCase == Wire.GenerateResponse.EventOneofCase.Text && joined.LastOrDefault()?.EventCase == Wire.GenerateResponse.EventOneofCase.Text)
            {
                joined[^1] = new() { Text = joined[^1].Text + e.Text };
            }
            else
            {
                joined.Add(e);
            }
        }

        return joined;
    }
}
