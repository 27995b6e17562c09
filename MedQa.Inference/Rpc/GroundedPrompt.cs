using MedQa.Inference.Serving;
using MedQa.Library.Grounding;
using MedQa.Model.Answers;
using MedQa.Model.Tokenization;

namespace MedQa.Inference.Rpc;

/// <summary>A conversation with passages of the library, fitted into the model's context.</summary>
/// <param name="Passages">The passages that stayed, the best first.</param>
/// <param name="Prompt">The prompt.</param>
internal sealed record GroundedPrompt(IReadOnlyList<ContextPassage> Passages, FittedPrompt Prompt)
{
    /// <summary>
    /// Leaves out passages from the last on before it leaves out an exchange of the conversation, which is the user's own; the best
    /// passage stays, for without one there is nothing to answer from. For the answer at least a quarter of the context is kept free, or its whole budget where
    /// that is less.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="messages">The conversation; the last message is the question.</param>
    /// <param name="passages">The passages, the best first; at least one.</param>
    /// <param name="format">How the model is asked.</param>
    /// <param name="maxTokens">The answer's budget.</param>
    /// <exception cref="Model.Generation.PromptTooLongException">The question and its best passage alone do not fit.</exception>
    public static GroundedPrompt Fit(ServedModel model, IReadOnlyList<ChatMessage> messages, IReadOnlyList<ContextPassage> passages, Model.Answers.AnswerFormat format, int maxTokens)
    {
        var room = model.Config.MaxPositionEmbeddings;
        var kept = Math.Min(maxTokens, room / 4);
        var least = ChatPrompt.Fit(model.ChatTemplate, model.Tokenizer, Complete(1), room, kept);
        for (var count = passages.Count; count > 1; count--)
        {
            var all = Complete(count).ToList();
            all.RemoveRange(all.FindIndex(message => message.Role == ChatRole.User), 2 * least.DroppedExchanges);
            var ids = model.ChatTemplate.Encode(model.Tokenizer, all).Ids;
            if (ids.Count + kept <= room)
            {
                return new([.. passages.Take(count)], new(ids, least.DroppedExchanges));
            }
        }

        return new([passages[0]], least);

        IReadOnlyList<ChatMessage> Complete(int count) => Prompts.Complete(messages, [.. passages.Take(count).Select(passage => passage.Text)], format);
    }

    /// <summary>As many of the best passages as fit beside a single question, at least one.</summary>
    /// <param name="passages">The passages, the best first.</param>
    /// <param name="promptTokens">How long the prompt is with so many.</param>
    /// <param name="room">How long it may be.</param>
    public static IReadOnlyList<ContextPassage> Fit(IReadOnlyList<ContextPassage> passages, Func<IReadOnlyList<string>, int> promptTokens, int room)
    {
        var count = passages.Count;
        while (count > 1 && promptTokens([.. passages.Take(count).Select(passage => passage.Text)]) > room)
        {
            count--;
        }

        return [.. passages.Take(count)];
    }
}
