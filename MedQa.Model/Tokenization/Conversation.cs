namespace MedQa.Model.Tokenization;

/// <summary>A checked conversation: an optional system text, then exchanges of which only the last may lack its answer.</summary>
internal sealed record Conversation(string? System, IReadOnlyList<(string User, string? Assistant)> Exchanges)
{
    /// <exception cref="ArgumentException">The roles don't alternate as <see cref="ChatTemplate.Encode"/> asks.</exception>
    public static Conversation Of(IReadOnlyList<ChatMessage> messages, bool addGenerationPrompt)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var first = messages.Count > 0 && messages[0].Role == ChatRole.System ? 1 : 0;
        if (first == messages.Count)
        {
            throw new ArgumentException("The conversation holds no message of the user.", nameof(messages));
        }

        var exchanges = new List<(string, string?)>();
        for (var i = first; i < messages.Count; i++)
        {
            var expected = (i - first) % 2 == 0 ? ChatRole.User : ChatRole.Assistant;
            if (messages[i].Role != expected)
            {
                throw new ArgumentException($"Message {i} is of role {messages[i].Role}, expected {expected}: after an optional system message, user and assistant speak in turn.", nameof(messages));
            }

            if (expected == ChatRole.User)
            {
                exchanges.Add((messages[i].Content, null));
            }
            else
            {
                exchanges[^1] = (messages[i - 1].Content, messages[i].Content);
            }
        }

        if (addGenerationPrompt && messages[^1].Role != ChatRole.User)
        {
            throw new ArgumentException("The last message is the assistant's; for a new answer it must be the user's.", nameof(messages));
        }

        return new(first == 1 ? messages[0].Content : null, exchanges);
    }
}
