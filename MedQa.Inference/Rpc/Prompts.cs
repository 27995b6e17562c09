using MedQa.Model.Answers;
using MedQa.Model.Tokenization;

namespace MedQa.Inference.Rpc;

/// <summary>Conversations as the model is asked them.</summary>
internal static class Prompts
{
    /// <summary>
    /// Lays the last question and its passages out as in training, and puts the format's system prompt in front where the client
    /// gave none. An empty system message means none at all.
    /// </summary>
    public static IReadOnlyList<ChatMessage> Complete(IReadOnlyList<ChatMessage> messages, IReadOnlyList<string> passages, AnswerFormat format)
    {
        var all = messages.ToList();
        all[^1] = all[^1] with { Content = AnswerFormat.UserText(all[^1].Content, passages) };
        if (all[0].Role != ChatRole.System)
        {
            all.Insert(0, new ChatMessage(ChatRole.System, format.SystemPrompt));
        }

        if (string.IsNullOrWhiteSpace(all[0].Content))
        {
            all.RemoveAt(0);
        }

        return all;
    }
}
