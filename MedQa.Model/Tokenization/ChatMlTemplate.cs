using System.Text;

namespace MedQa.Model.Tokenization;

/// <summary>
/// ChatML: each message is <c>&lt;|im_start|&gt;role\ntext&lt;|im_end|&gt;\n</c>, and the assistant's answer is asked for with
/// <c>&lt;|im_start|&gt;assistant\n</c>. A role's name and its text are encoded together, except for the assistant's, whose text is
/// encoded on its own, as it is when it is generated. Thread-safe.
/// </summary>
/// <param name="defaultSystem">The system text of a conversation that brings none, or null for no system message.</param>
public sealed class ChatMlTemplate(string? defaultSystem = null) : ChatTemplate
{
    internal const string Begin = "<|im_start|>";
    internal const string End = "<|im_end|>";

    /// <inheritdoc/>
    public override string Name => "chatml";

    /// <summary>The system text of a conversation that brings none, or null for no system message.</summary>
    public string? DefaultSystem { get; } = defaultSystem;

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The vocabulary has no control tokens <c>&lt;|im_start|&gt;</c> and <c>&lt;|im_end|&gt;</c>.</exception>
    public override EncodedChat Encode(ITokenizer tokenizer, IReadOnlyList<ChatMessage> messages, bool addGenerationPrompt = true)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        var conversation = Conversation.Of(messages, addGenerationPrompt);
        if ((tokenizer.FindControl(Begin), tokenizer.FindControl(End)) is not ({ } begin, { } end))
        {
            throw new NotSupportedException($"ChatML needs the control tokens {Begin} and {End}; the vocabulary lacks one of them.");
        }

        var chat = new EncodedChatBuilder();
        if ((conversation.System ?? DefaultSystem) is { } system)
        {
            AddTurn("system\n" + system);
        }

        foreach (var (user, answer) in conversation.Exchanges)
        {
            AddTurn("user\n" + user);
            if (answer is not null)
            {
                AddAnswerStart();
                chat.Add(tokenizer.EncodeContinuation(answer), isResponse: true);
                chat.Add(end, isResponse: true);
                chat.Add(tokenizer.EncodeContinuation("\n"));
            }
        }

        if (addGenerationPrompt)
        {
            AddAnswerStart();
        }

        return chat.Build();

        void AddTurn(string text)
        {
            chat.Add(begin);
            chat.Add(tokenizer.EncodeContinuation(text));
            chat.Add(end);
            chat.Add(tokenizer.EncodeContinuation("\n"));
        }

        void AddAnswerStart()
        {
            chat.Add(begin);
            chat.Add(tokenizer.EncodeContinuation("assistant\n"));
        }
    }

    /// <inheritdoc/>
    public override string Render(ITokenizer tokenizer, IReadOnlyList<ChatMessage> messages, bool addGenerationPrompt = true)
    {
        var conversation = Conversation.Of(messages, addGenerationPrompt);
        var text = new StringBuilder();
        if ((conversation.System ?? DefaultSystem) is { } system)
        {
            AddTurn("system", system);
        }

        foreach (var (user, answer) in conversation.Exchanges)
        {
            AddTurn("user", user);
            if (answer is not null)
            {
                AddTurn("assistant", answer);
            }
        }

        return text.Append(addGenerationPrompt ? $"{Begin}assistant\n" : "").ToString();

        void AddTurn(string role, string content) => text.Append(Begin).Append(role).Append('\n').Append(content).Append(End).Append('\n');
    }
}
