using MedQa.Model.Generation;
using MedQa.Model.Tokenization;

namespace MedQa.Model.Answers;

/// <summary>Fits conversations into the model's context.</summary>
public static class ChatPrompt
{
    /// <summary>Leaves out the oldest exchanges until the prompt and the answer's budget fit; the system message and the last question stay.</summary>
    /// <param name="template">Lays the conversation out.</param>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="messages">An optional system message, then user and assistant in turn; the last is the user's.</param>
    /// <param name="contextLength">The model's context, in tokens.</param>
    /// <param name="maxTokens">The answer's budget; where even the last question leaves less, it gets what is left.</param>
    /// <exception cref="PromptTooLongException">The last question alone does not fit; carries both counts.</exception>
    /// <exception cref="ArgumentException">The roles are not as described.</exception>
    public static FittedPrompt Fit(
        ChatTemplate template, ITokenizer tokenizer, IReadOnlyList<ChatMessage> messages, int contextLength, int maxTokens)
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentNullException.ThrowIfNull(messages);
        var dropped = 0;
        var kept = messages.ToList();
        while (true)
        {
            var ids = template.Encode(tokenizer, kept).Ids;
            var oldest = kept.FindIndex(m => m.Role == ChatRole.User);
            if (ids.Count + maxTokens <= contextLength || oldest == kept.Count - 1)
            {
                return ids.Count < contextLength
                    ? new FittedPrompt(ids, dropped)
                    : throw new PromptTooLongException(ids.Count, contextLength - 1);
            }

            kept.RemoveRange(oldest, 2);
            dropped++;
        }
    }
}
