using Grpc.Core;
using MedQa.Inference.Testing;
using MedQa.Model.Answers;
using MedQa.Model.Tokenization;

namespace MedQa.Inference.Tests;

/// <summary>Requests as a client makes them, and the prompts that they should become.</summary>
internal static class Requests
{
    public const string Question = "Does regular walking lower blood pressure in older adults?";
    public const string Passage = "In a trial of 120 adults above 65, walking five times a week lowered systolic pressure by 6 mmHg.";

    public static Wire.GenerateRequest Ask(string question = Question, int maxTokens = 12, params string[] passages) => new()
    {
        Messages = { User(question) },
        ContextPassages = { passages },
        Sampling = new Wire.Sampling { MaxTokens = maxTokens },
    };

    public static Wire.Message User(string text) => new() { Role = Wire.Role.User, Content = text };

    public static Wire.Message Assistant(string text) => new() { Role = Wire.Role.Assistant, Content = text };

    public static Wire.Message SystemText(string text) => new() { Role = Wire.Role.System, Content = text };

    /// <summary>The ids of a conversation with the default system prompt.</summary>
    public static IReadOnlyList<int> Conversation(TinyModel model, params ChatMessage[] messages) =>
        model.ChatTemplate.Encode(model.Tokenizer, [new(ChatRole.System, AnswerFormat.DefaultSystemPrompt), .. messages]).Ids;

    public static IReadOnlyList<int> Prompt(TinyModel model, string question, params string[] passages) =>
        Conversation(model, new ChatMessage(ChatRole.User, AnswerFormat.UserText(question, passages)));

    /// <summary>Reads a streamed answer to its end.</summary>
    public static async Task<IReadOnlyList<Wire.GenerateResponse>> ReadAsync(AsyncServerStreamingCall<Wire.GenerateResponse> call)
    {
        using (call)
        {
            var events = new List<Wire.GenerateResponse>();
            await foreach (var response in call.ResponseStream.ReadAllAsync())
            {
                events.Add(response);
            }

            return events;
        }
    }

    public static string TextOf(IEnumerable<Wire.GenerateResponse> events) => string.Concat(events.Select(e => e.Text));
}
