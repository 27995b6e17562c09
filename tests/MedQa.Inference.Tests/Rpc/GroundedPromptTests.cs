using MedQa.Inference.Rpc;
using MedQa.Inference.Serving;
using MedQa.Inference.Testing;
using MedQa.Library.Grounding;
using MedQa.Library.Indexing;
using MedQa.Model.Generation;
using MedQa.Model.Tokenization;

namespace MedQa.Inference.Tests.Rpc;

public sealed class GroundedPromptTests : IDisposable
{
    private static readonly Model.Answers.AnswerFormat Format = new() { SystemPrompt = "" };

    private readonly TinyModel tiny = new();
    private readonly ServedModel model;

    public GroundedPromptTests() => model = new(tiny.Network, tiny.Tokenizer, tiny.ChatTemplate) { Name = "tiny", Hash = "" };

    public void Dispose() => tiny.Dispose();

    [Fact]
    public void Fit_AllFits_KeepsAll()
    {
        var fitted = GroundedPrompt.Fit(model, [Question()], Passages(3, words: 20), Format, 100);

        Assert.Equal([0, 1, 2], fitted.Passages.Select(p => p.Source.Id));
        Assert.Equal(Ids([Question()], Passages(3, words: 20)), fitted.Prompt.Ids);
    }

    [Fact]
    public void Fit_PassagesDoNotFit_LeavesOutTheLastOnesAndKeepsRoomForTheAnswer()
    {
        var fitted = GroundedPrompt.Fit(model, [Question()], Passages(5, words: 90), Format, 4096);

        Assert.InRange(fitted.Passages.Count, 2, 4);
        Assert.Equal(Enumerable.Range(0, fitted.Passages.Count).Select(i => (long)i), fitted.Passages.Select(p => p.Source.Id));
        Assert.InRange(fitted.Prompt.Ids.Count, 1, 512 - 128);
        Assert.True(Ids([Question()], Passages(fitted.Passages.Count + 1, words: 90)).Count > 512 - 128, "One more would have fitted.");
    }

    [Fact]
    public void Fit_ConversationAndPassages_PassagesGoBeforeExchanges()
    {
        ChatMessage[] conversation = [.. Exchange(60), .. Exchange(60), Question()];

        var fitted = GroundedPrompt.Fit(model, conversation, Passages(3, words: 60), Format, 128);

        Assert.Equal((1, 0), (fitted.Passages.Count, fitted.Prompt.DroppedExchanges));
        Assert.Equal(Ids(conversation, fitted.Passages), fitted.Prompt.Ids);
    }

    [Fact]
    public void Fit_LongConversation_DropsItsOldestAndTakesPassagesAgainWhereThatMakesRoom()
    {
        ChatMessage[] conversation = [new(ChatRole.System, "Be brief."), .. Exchange(170), .. Exchange(5), Question()];

        var fitted = GroundedPrompt.Fit(model, conversation, Passages(3, words: 30), Format, 128);

        Assert.Equal((3, 1), (fitted.Passages.Count, fitted.Prompt.DroppedExchanges));
        Assert.Equal(Ids([conversation[0], .. conversation[3..]], fitted.Passages), fitted.Prompt.Ids);
    }

    [Fact]
    public void Fit_BestPassageAloneDoesNotFit_IsRefusedAsAnyLongPrompt() =>
        Assert.Throws<PromptTooLongException>(() => GroundedPrompt.Fit(model, [Question()], Passages(2, words: 700), Format, 16));

    private static ChatMessage Question() => new(ChatRole.User, "What helps?");

    private static ChatMessage[] Exchange(int words) => [new(ChatRole.User, Words(words)), new(ChatRole.Assistant, Words(words))];

    private static ContextPassage[] Passages(int count, int words) => [.. Enumerable.Range(0, count).Select(i =>
        new ContextPassage(new IndexedPassage(i, "a.md", "A", i, new([], null, null, Words(words), [])), $"A: {Words(words)}", []))];

    private static string Words(int count) => string.Join(' ', Enumerable.Repeat("word", count));

    private IReadOnlyList<int> Ids(IReadOnlyList<ChatMessage> messages, IReadOnlyList<ContextPassage> passages) =>
        tiny.ChatTemplate.Encode(tiny.Tokenizer, Prompts.Complete(messages, [.. passages.Select(p => p.Text)], Format)).Ids;
}
