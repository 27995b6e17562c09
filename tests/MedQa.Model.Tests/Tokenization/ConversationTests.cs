using MedQa.Model.Tokenization;

namespace MedQa.Model.Tests.Tokenization;

/// <summary>What a conversation may look like, and which of its ids a loss counts.</summary>
public class ConversationTests
{
    private static readonly ChatMessage System = new(ChatRole.System, "s");
    private static readonly ChatMessage User = new(ChatRole.User, "u");
    private static readonly ChatMessage Assistant = new(ChatRole.Assistant, "a");

    public static TheoryData<ChatMessage[], bool, string> Broken => new()
    {
        { [], true, "no message of the user" },
        { [System], true, "no message of the user" },
        { [Assistant], false, "Message 0 is of role Assistant, expected User" },
        { [User, User], true, "Message 1 is of role User, expected Assistant" },
        { [User, System], true, "Message 1 is of role System, expected Assistant" },
        { [System, User, Assistant, System], true, "Message 3 is of role System, expected User" },
        { [User, Assistant], true, "must be the user's" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Encode_RolesOutOfTurn_SaysWhere(ChatMessage[] messages, bool ask, string expected)
    {
        foreach (ChatTemplate template in new ChatTemplate[] { new MistralChatTemplate(), new ChatMlTemplate() })
        {
            var error = Assert.Throws<ArgumentException>(() => template.Encode(SmallTokenizers.ByteLevel(), messages, ask));
            Assert.Contains(expected, error.Message, StringComparison.Ordinal);
            Assert.Throws<ArgumentException>(() => template.Render(SmallTokenizers.ByteLevel(), messages, ask));
        }
    }

    [Fact]
    public void Encode_ChatMl_CountsTheAnswersAndTheTokenThatEndsThem()
    {
        var chat = new ChatMlTemplate("d").Encode(SmallTokenizers.ByteLevel(), [User, Assistant], addGenerationPrompt: false);

        Assert.Equal("(system\nd)\n(user\nu)\n(assistant\na)\n", Show(chat, _ => true));
        Assert.Equal("a)", Show(chat, i => chat.IsResponse[i]));
    }

    [Fact]
    public void Encode_MistralsSystemText_GoesBeforeTheFirstOrTheLastUserText()
    {
        var tokenizer = SmallTokenizers.SentencePiece("▁");
        ChatMessage[] messages = [System, User, Assistant, User];

        Assert.Equal("<s>[INST] s\n\nu [/INST] a</s>[INST] u [/INST]", new MistralChatTemplate().Render(tokenizer, messages));
        Assert.Equal("<s>[INST] u [/INST] a</s>[INST] s\n\nu [/INST]", new MistralChatTemplate(MistralSystemPlacement.LastUserText).Render(tokenizer, messages));
        var chat = new MistralChatTemplate(MistralSystemPlacement.LastUserText).Encode(tokenizer, messages);
        Assert.Equal([1, 3, .. tokenizer.Encode("u"), 4, .. tokenizer.Encode("a"), 2, 3, .. tokenizer.Encode("s\n\nu"), 4], chat.Ids);
        Assert.Equal([.. tokenizer.Encode("a"), 2], chat.Ids.Where((_, i) => chat.IsResponse[i]));
    }

    [Fact]
    public void Encode_ChatMlWithoutItsTokens_IsRefused()
        => Assert.Throws<NotSupportedException>(() => new ChatMlTemplate().Encode(SmallTokenizers.SentencePiece(), [User]));

    /// <summary>The small byte-level vocabulary's ids as text, with parentheses for ChatML's two tokens.</summary>
    private static string Show(EncodedChat chat, Func<int, bool> isShown)
        => string.Concat(chat.Ids.Where((_, i) => isShown(i)).Select(id => id switch { 0 => '(', 1 => ')', _ => (char)(id - 2) }));
}
