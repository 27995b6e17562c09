using MedQa.Inference.Requests;
using MedQa.Inference.Serving;
using MedQa.Model.Tokenization;
using AnswerFormat = MedQa.Model.Answers.AnswerFormat;
using Conversation = MedQa.V1.Conversation;

namespace MedQa.Inference.Rpc;

/// <summary>Conversations as the model is asked them.</summary>
internal static class Prompts
{
    /// <summary>The ids of a client's conversation, up to where the assistant's answer begins.</summary>
    /// <exception cref="InvalidRequestException">It is no conversation.</exception>
    public static IReadOnlyList<int> Encode(Conversation conversation, RequestReader reader, ServedModel model, AnswerFormat format) =>
        model.ChatTemplate.Encode(model.Tokenizer, Complete(reader.Messages(conversation.Messages), reader.Passages(conversation.ContextPassages), format)).Ids;

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
