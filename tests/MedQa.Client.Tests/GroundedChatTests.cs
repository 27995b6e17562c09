using MedQa.V1;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace MedQa.Client.Tests;

public sealed class GroundedChatTests(GroundedService service) : IClassFixture<GroundedService>, IDisposable
{
    private const string Question = "What are the signs of asthma?";
    private const string First = "The chest feels tight and breathing whistles.";
    private const string MadeUp = "Bananas heal it.";
    private const string Last = "Coughing is worse at night and after running.";

    public void Dispose() => service.Tokenizer.Script = null;

    [Fact]
    public async Task GetResponseAsync_Auto_IsOneTextWithAnAnnotationForEachSentence()
    {
        service.Tokenizer.Script = $"{First} {MadeUp} {Last}<stop>";

        var response = await service.Chat.GetResponseAsync(Question, Options(Grounding.Auto));

        var content = Assert.IsType<TextContent>(Assert.Single(response.Messages[0].Contents, c => c is not UsageContent));
        Assert.Equal($"{First} {MadeUp} {Last}", content.Text);
        Assert.Equal([First, MadeUp, Last], content.Annotations!.Select(a => Region(a, content.Text)));
        var citations = content.Annotations!.Select(a => a as CitationAnnotation).ToList();
        Assert.Equal([First, null, Last], citations.Select(c => c?.Snippet));
        Assert.Equal([("Asthma", "asthma.md"), ("Asthma", "asthma.md")], citations.OfType<CitationAnnotation>().Select(c => (c.Title, c.FileId)));
        Assert.Equal([true, false, true], response.GetCitations().Select(c => c.Supported));
        Assert.Equal("Asthma", Assert.Single(response.GetSources()!.Passages).Title);
        Assert.False(response.IsDeclined());
        Assert.Equal(0, response.AdditionalProperties![ChatProperties.WithheldSentences]);
        Assert.True(Assert.IsType<TimeSpan>(response.AdditionalProperties[ChatProperties.RetrievalTime]) > TimeSpan.Zero);
    }

    [Fact]
    public async Task GetStreamingResponseAsync_Required_SourcesComeBeforeTheTextAndJoiningKeepsTheAnnotations()
    {
        service.Tokenizer.Script = $"{First} {MadeUp} {Last}<stop>";

        var updates = await service.Chat.GetStreamingResponseAsync(Question, Options("required")).ToListAsync();

        Assert.Equal($"{First} {Last}", string.Concat(updates.Select(u => u.Text)));
        Assert.InRange(updates.FindIndex(u => u.GetSources() is not null), 0, updates.FindIndex(u => u.Text.Length > 0) - 1);
        Assert.Equal(1, updates[^1].AdditionalProperties![ChatProperties.WithheldSentences]);
        var joined = updates.ToChatResponse();
        Assert.Equal([First, Last], joined.Messages[0].Contents.SelectMany(c => c.Annotations ?? []).Select(a => Region(a, joined.Text)));
    }

    [Fact]
    public async Task GetResponseAsync_RequiredAndNothingRelevant_IsDeclinedAndOffersTheNearest()
    {
        var response = await service.Chat.GetResponseAsync("How many degrees does a fever have in dogs?", Options(Grounding.Required));

        Assert.True(response.IsDeclined());
        Assert.Equal("The passages do not answer this.", response.Text);
        Assert.Equal((false, "Fever"), (response.GetSources()!.Found, Assert.Single(response.GetSources()!.NearestTitles)));
        Assert.Empty(response.GetCitations());
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
    }

    [Fact]
    public async Task GetResponseAsync_GroundingOfTheRegistration_HoldsWhereACallDoesNotSay()
    {
        var services = new ServiceCollection();
        services.AddMedQaClient(options => (options.Address, options.Grounding) = (service.Address, Grounding.Required));
        using var provider = services.BuildServiceProvider();
        var chat = provider.GetRequiredService<IChatClient>();

        Assert.NotNull((await chat.GetResponseAsync(Question, new() { MaxOutputTokens = 4 })).GetSources());
        Assert.Null((await chat.GetResponseAsync(Question, Options("off"))).GetSources());
        Assert.Null((await chat.GetResponseAsync(Question, new() { MaxOutputTokens = 4, AdditionalProperties = new() { [ChatProperties.ContextPassages] = "A passage." } })).GetSources());
    }

    [Theory]
    [InlineData("sometimes")]
    [InlineData("2")]
    [InlineData(2)]
    [InlineData("")]
    [InlineData("unspecified")]
    [InlineData("off, auto")]
    [InlineData("auto,required")]
    [InlineData(" auto")]
    [InlineData((Grounding)9)]
    public async Task GetResponseAsync_UnknownGrounding_SaysWhatThereIs(object grounding)
    {
        var e = await Assert.ThrowsAsync<ArgumentException>(() => service.Chat.GetResponseAsync(Question, Options(grounding)));

        Assert.StartsWith("Option 'grounding' must be off, auto or required", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SearchAsync_Question_EqualsTheServicesAnswer()
    {
        var expected = await service.Rpc.SearchAsync(new SearchRequest { Question = Question, Count = 1, Mode = SearchMode.Words });

        Assert.Equal(expected, await service.Chat.SearchAsync(Question, 1, SearchMode.Words));
    }

    [Fact]
    public async Task SearchAsync_WhatTheServiceRefuses_SaysWhy()
    {
        var meaning = await Assert.ThrowsAsync<MedQaServiceException>(() => service.Chat.SearchAsync(Question, mode: SearchMode.Meaning));
        var count = await Assert.ThrowsAsync<MedQaServiceException>(() => service.Chat.SearchAsync(Question, 101));

        Assert.Equal((MedQaError.Incompatible, MedQaError.InvalidRequest), (meaning.Error, count.Error));
        await Assert.ThrowsAsync<OperationCanceledException>(() => service.Chat.SearchAsync(Question, cancellationToken: new(canceled: true)));
    }

    private static ChatOptions Options(object grounding) => new()
    {
        MaxOutputTokens = 120,
        StopSequences = ["<stop>"],
        AdditionalProperties = new() { [ChatProperties.Grounding] = grounding },
    };

    private static string Region(AIAnnotation annotation, string text)
    {
        var region = Assert.IsType<TextSpanAnnotatedRegion>(Assert.Single(annotation.AnnotatedRegions!));
        return text[region.StartIndex!.Value..region.EndIndex!.Value];
    }
}
