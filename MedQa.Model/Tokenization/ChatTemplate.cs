namespace MedQa.Model.Tokenization;

/// <summary>
/// Lays a conversation out as the ids that a model was trained on. Texts are encoded on their own and control tokens are put
/// between them by id, so that no text can forge one.
/// </summary>
public abstract class ChatTemplate
{
    /// <summary><c>mistral</c> or <c>chatml</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Encodes a conversation.</summary>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="messages">An optional system message, then user and assistant in turn.</param>
    /// <param name="addGenerationPrompt">Whether to end where the assistant's next answer begins (the last message is the user's).</param>
    /// <exception cref="ArgumentException">The roles don't alternate as described; the message says where.</exception>
    public abstract EncodedChat Encode(ITokenizer tokenizer, IReadOnlyList<ChatMessage> messages, bool addGenerationPrompt = true);

    /// <summary>The same conversation as text, control tokens by their names. For people to read; never encoded.</summary>
    public abstract string Render(ITokenizer tokenizer, IReadOnlyList<ChatMessage> messages, bool addGenerationPrompt = true);
}

/// <summary>A conversation as ids.</summary>
/// <param name="Ids">All ids, control tokens included.</param>
/// <param name="IsResponse">For each id, whether the assistant says it (its texts and the token that ends its turn): what a loss counts.</param>
public sealed record EncodedChat(IReadOnlyList<int> Ids, IReadOnlyList<bool> IsResponse);
