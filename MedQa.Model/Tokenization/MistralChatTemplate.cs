using System.Text;

namespace MedQa.Model.Tokenization;

/// <summary>
/// Mistral's layout: <c>&lt;s&gt;[INST] user [/INST] assistant&lt;/s&gt;[INST] user [/INST]</c>, with the system text and a blank line before
/// a user text. Where the vocabulary has <c>[INST]</c> and <c>[/INST]</c> as control tokens, their ids go around the user's text;
/// where it has not (Mistral 7B v0.1), they are text, and each turn is encoded on its own, as mistral-common does. Thread-safe.
/// </summary>
/// <param name="systemPlacement">Before which user text the system text goes.</param>
public sealed class MistralChatTemplate(MistralSystemPlacement systemPlacement = MistralSystemPlacement.FirstUserText) : ChatTemplate
{
    internal const string Begin = "[INST]";
    internal const string End = "[/INST]";

    /// <inheritdoc/>
    public override string Name => "mistral";

    /// <summary>Before which user text the system text goes.</summary>
    public MistralSystemPlacement SystemPlacement { get; } = systemPlacement;

    /// <inheritdoc/>
    public override EncodedChat Encode(ITokenizer tokenizer, IReadOnlyList<ChatMessage> messages, bool addGenerationPrompt = true)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        var conversation = Conversation.Of(messages, addGenerationPrompt);
        var chat = new EncodedChatBuilder();
        if (tokenizer.BosTokenId is { } bos)
        {
            chat.Add(bos);
        }

        var controls = (tokenizer.FindControl(Begin), tokenizer.FindControl(End));
        for (var i = 0; i < conversation.Exchanges.Count; i++)
        {
            var user = UserText(conversation, i);
            if (controls is ({ } begin, { } end))
            {
                chat.Add(begin);
                chat.Add(tokenizer.Encode(user));
                chat.Add(end);
            }
            else
            {
                chat.Add(tokenizer.Encode($"{Begin} {user} {End}"));
            }

            if (conversation.Exchanges[i].Assistant is { } answer)
            {
                chat.Add(tokenizer.Encode(answer), isResponse: true);
                chat.Add(tokenizer.EosTokenId, isResponse: true);
            }
        }

        return chat.Build();
    }

    /// <inheritdoc/>
    public override string Render(ITokenizer tokenizer, IReadOnlyList<ChatMessage> messages, bool addGenerationPrompt = true)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        var conversation = Conversation.Of(messages, addGenerationPrompt);
        var text = new StringBuilder(tokenizer.BosTokenId is null ? "" : "<s>");
        for (var i = 0; i < conversation.Exchanges.Count; i++)
        {
            text.Append(Begin).Append(' ').Append(UserText(conversation, i)).Append(' ').Append(End);
            if (conversation.Exchanges[i].Assistant is { } answer)
            {
                text.Append(' ').Append(answer).Append("</s>");
            }
        }

        return text.ToString();
    }

    private string UserText(Conversation conversation, int index)
    {
        var holder = SystemPlacement == MistralSystemPlacement.FirstUserText ? 0 : conversation.Exchanges.Count - 1;
        var user = conversation.Exchanges[index].User;
        return index == holder && conversation.System is { } system ? $"{system}\n\n{user}" : user;
    }
}
