using MedQa.V1;
using Microsoft.Extensions.AI;
using ChatRole = Microsoft.Extensions.AI.ChatRole;

namespace MedQa.Client.Tests;

public class GenerateRequestsTests
{
    private static readonly ChatMessage[] Question = [new(ChatRole.User, "Why?")];

    [Fact]
    public void Create_NoOptions_LeavesEverythingToTheServer() => Assert.Equal(
        new GenerateRequest { Messages = { new Message { Role = Role.User, Content = "Why?" } }, Sampling = new() },
        GenerateRequests.Create(Question, null));

    [Fact]
    public void Create_InstructionsAndSystemMessages_BecomeOneAtTheFront()
    {
        var request = GenerateRequests.Create(
            [new(ChatRole.System, "B"), new(ChatRole.User, "Why?"), new(ChatRole.Assistant, "So."), new(ChatRole.System, "C"), new(ChatRole.User, "And?")],
            new() { Instructions = "A" });

        Assert.Equal(
            [(Role.System, "A\nB\nC"), (Role.User, "Why?"), (Role.Assistant, "So."), (Role.User, "And?")],
            request.Messages.Select(m => (m.Role, m.Content)));
    }

    [Fact]
    public void Create_OnePassageAsText_IsOnePassage()
    {
        var options = new ChatOptions { AdditionalProperties = new() { [ChatProperties.ContextPassages] = "One." } };

        Assert.Equal(["One."], GenerateRequests.Create(Question, options).ContextPassages);
    }

    [Fact]
    public void Create_NegativeSeed_KeepsItsBits() =>
        Assert.Equal(ulong.MaxValue, GenerateRequests.Create(Question, new() { Seed = -1 }).Sampling.Seed);

    public static TheoryData<string> Unsupported => ["Tools", "ResponseFormat", "ConversationId", "FrequencyPenalty", "PresencePenalty"];

    [Theory]
    [MemberData(nameof(Unsupported))]
    public void Create_OptionThatTheServiceLacks_IsRefusedByName(string name)
    {
        var options = name switch
        {
            "Tools" => new ChatOptions { Tools = [AIFunctionFactory.Create(() => 1, "one")] },
            "ResponseFormat" => new ChatOptions { ResponseFormat = ChatResponseFormat.Json },
            "ConversationId" => new ChatOptions { ConversationId = "1" },
            "FrequencyPenalty" => new ChatOptions { FrequencyPenalty = 1 },
            _ => new ChatOptions { PresencePenalty = 1 },
        };

        var e = Assert.Throws<NotSupportedException>(() => GenerateRequests.Create(Question, options));

        Assert.Contains($"ChatOptions.{name}", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_ImageOrToolMessage_IsRefusedByName()
    {
        var image = Assert.Throws<NotSupportedException>(
            () => GenerateRequests.Create([new(ChatRole.User, [new DataContent("data:image/png;base64,AA==")])], null));
        var tool = Assert.Throws<NotSupportedException>(() => GenerateRequests.Create([new(ChatRole.Tool, "1")], null));

        Assert.Contains(nameof(DataContent), image.Message, StringComparison.Ordinal);
        Assert.Contains("'tool'", tool.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ChatProperties.ContextPassages, 5)]
    [InlineData(ChatProperties.RepetitionPenalty, "1.5")]
    public void Create_PropertyOfTheWrongType_IsRefusedByName(string name, object value)
    {
        var options = new ChatOptions { AdditionalProperties = new() { [name] = value } };

        var e = Assert.Throws<ArgumentException>(() => GenerateRequests.Create(Question, options));

        Assert.Contains($"'{name}'", e.Message, StringComparison.Ordinal);
        Assert.Contains(value.GetType().Name, e.Message, StringComparison.Ordinal);
    }
}
