using Grpc.Core;
using MedQa.V1;
using Microsoft.Extensions.AI;
using ChatRole = Microsoft.Extensions.AI.ChatRole;

namespace MedQa.Client.Tests;

public class MedQaChatClientTests(RunningService service) : IClassFixture<RunningService>
{
    private const string Question = "Does regular walking lower blood pressure?";

    [Fact]
    public async Task GetStreamingResponseAsync_Question_StreamsTheServicesAnswer()
    {
        var (text, finished) = await AnswerAsync(new() { Messages = { User(Question) }, Sampling = new() { MaxTokens = 20 } });

        var updates = await service.Chat.GetStreamingResponseAsync(Question, new() { MaxOutputTokens = 20 }).ToListAsync();

        Assert.True(updates.Count > 4, "The answer came in one piece.");
        Assert.Equal(text, string.Concat(updates.Select(u => u.Text)));
        Assert.All(updates, u => Assert.Equal(("tiny", ChatRole.Assistant), (u.ModelId, u.Role)));
        Assert.Single(updates.Select(u => u.MessageId).Distinct());
        Assert.Equal(ChatFinishReason.Length, updates[^1].FinishReason);
        var usage = Assert.IsType<UsageContent>(Assert.Single(updates[^1].Contents)).Details;
        Assert.Equal((finished.Usage.PromptTokens, 20), ((int)usage.InputTokenCount!, (int)usage.OutputTokenCount!));
    }

    [Fact]
    public async Task GetResponseAsync_Question_IsOneMessageWithUsageAndFinishReason()
    {
        var (text, finished) = await AnswerAsync(new() { Messages = { User(Question) }, Sampling = new() { MaxTokens = 20 } });

        var response = await service.Chat.GetResponseAsync(Question, new() { MaxOutputTokens = 20 });

        Assert.Equal(text, Assert.Single(response.Messages).Text);
        Assert.Equal(ChatFinishReason.Length, response.FinishReason);
        Assert.Equal(finished.Usage.PromptTokens + 20, response.Usage!.TotalTokenCount);
        Assert.Equal("tiny", response.AdditionalProperties![ChatProperties.Model]);
        Assert.Equal(0, response.AdditionalProperties[ChatProperties.DroppedExchanges]);
        Assert.IsType<TimeSpan>(response.AdditionalProperties[ChatProperties.TimeToFirstToken]);
    }

    [Fact]
    public async Task GetResponseAsync_EveryOption_ReachesTheService()
    {
        await service.Server.PublishAdapterAsync("tuned", seed: 1);
        var (text, _) = await AnswerAsync(new()
        {
            Messages = { new Message { Role = Role.System, Content = "Be brief.\nBe kind." }, User(Question) },
            ContextPassages = { "Passage one.", "Passage two." },
            Adapter = "tuned",
            AdapterVersion = 1,
            Sampling = new() { Temperature = 0.5f, TopK = 40, TopP = 0.75f, Seed = 9, MaxTokens = 20, RepetitionPenalty = 1.5, Stop = { "no such text" } },
        });
        var options = new ChatOptions
        {
            Instructions = "Be brief.",
            ModelId = "tuned",
            Temperature = 0.5f,
            TopK = 40,
            TopP = 0.75f,
            Seed = 9,
            MaxOutputTokens = 20,
            StopSequences = ["no such text"],
            AdditionalProperties = new()
            {
                [ChatProperties.ContextPassages] = new List<string> { "Passage one.", "Passage two." },
                [ChatProperties.AdapterVersion] = 1,
                [ChatProperties.RepetitionPenalty] = 1.5,
            },
        };

        var response = await service.Chat.GetResponseAsync([new(ChatRole.System, "Be kind."), new(ChatRole.User, Question)], options);

        Assert.Equal(text, response.Text);
        Assert.Equal("tuned", response.ModelId);
        Assert.Equal(("tuned", 1), (response.AdditionalProperties![ChatProperties.Adapter], response.AdditionalProperties[ChatProperties.AdapterVersion]));
    }

    [Fact]
    public async Task GetStreamingResponseAsync_Cancelled_ThrowsAndTheServerEndsTheCall()
    {
        using var calls = new EndedCalls();
        using var cancellation = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var update in service.Chat.GetStreamingResponseAsync(Question, new() { MaxOutputTokens = 400 }, cancellation.Token))
            {
                await cancellation.CancelAsync();
            }
        });

        await calls.WaitForAsync("Cancelled");
    }

    [Fact]
    public async Task GetStreamingResponseAsync_LeftBeforeItsEnd_TheServerEndsTheCall()
    {
        using var calls = new EndedCalls();

        await foreach (var update in service.Chat.GetStreamingResponseAsync(Question, new() { MaxOutputTokens = 400 }))
        {
            break;
        }

        await calls.WaitForAsync("Cancelled");
    }

    [Fact]
    public async Task GetResponseAsync_WrongOption_SaysWhat()
    {
        var e = await Assert.ThrowsAsync<MedQaServiceException>(() => service.Chat.GetResponseAsync(Question, new() { Temperature = 9 }));

        Assert.Equal(MedQaError.InvalidRequest, e.Error);
        Assert.Contains("temperature must be between 0 and 5", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetResponseAsync_UnknownAdapter_NotFound()
    {
        var e = await Assert.ThrowsAsync<MedQaServiceException>(() => service.Chat.GetResponseAsync(Question, new() { ModelId = "nobody" }));

        Assert.Equal(MedQaError.NotFound, e.Error);
    }

    [Fact]
    public async Task GetResponseAsync_NoServer_Unavailable()
    {
        using var provider = RunningService.Provider(new Uri("http://127.0.0.1:1"));
        using var client = (MedQaChatClient)provider.GetService(typeof(MedQaChatClient))!;

        var e = await Assert.ThrowsAsync<MedQaServiceException>(() => client.GetResponseAsync(Question));

        Assert.Equal(MedQaError.Unavailable, e.Error);
    }

    [Fact]
    public void GetService_KnownTypes_GivesThem()
    {
        Assert.Equal("medqa", service.Chat.GetService<ChatClientMetadata>()!.ProviderName);
        Assert.Same(service.Chat, service.Chat.GetService<IChatClient>());
        Assert.NotNull(service.Chat.GetService<MedicalQa.MedicalQaClient>());
        Assert.Null(service.Chat.GetService(typeof(IChatClient), "key"));
    }

    private static Message User(string text) => new() { Role = Role.User, Content = text };

    private async Task<(string Text, GenerateFinished Finished)> AnswerAsync(GenerateRequest request)
    {
        using var call = service.Rpc.Generate(request);
        var events = await call.ResponseStream.ReadAllAsync().ToListAsync();
        return (string.Concat(events.Select(e => e.Text)), events[^1].Finished);
    }
}
