using System.Globalization;
using MedQa.V1;
using Microsoft.Extensions.AI;

namespace MedQa.Client;

/// <summary>Turns a chat as Microsoft.Extensions.AI has it into a request of the service. What the service cannot do is refused by name.</summary>
internal static class GenerateRequests
{
    public static GenerateRequest Create(IEnumerable<ChatMessage> messages, ChatOptions? options, Grounding grounding = Grounding.Unspecified)
    {
        ArgumentNullException.ThrowIfNull(messages);
        Refuse(options);
        var request = new GenerateRequest { Adapter = options?.ModelId ?? "", Sampling = Sampling(options) };
        request.Messages.AddRange(Messages(messages, options?.Instructions));
        request.ContextPassages.AddRange(Passages(options));
        request.Grounding = GroundingOf(options) ?? (request.ContextPassages.Count > 0 ? Grounding.Off : grounding);
        request.AdapterVersion = (int)(Number(options, ChatProperties.AdapterVersion) ?? 0);
        return request;
    }

    /// <summary>The instructions and all system messages become one, at the front: the service takes one.</summary>
    private static IEnumerable<Message> Messages(IEnumerable<ChatMessage> messages, string? instructions)
    {
        var all = messages.ToList();
        var system = all.Where(m => m.Role == ChatRole.System).Select(Text).Prepend(instructions).Where(text => !string.IsNullOrEmpty(text));
        var systemText = string.Join("\n", system);
        if (systemText.Length > 0)
        {
            yield return new Message { Role = Role.System, Content = systemText };
        }

        foreach (var message in all.Where(m => m.Role != ChatRole.System))
        {
            yield return new Message { Role = RoleOf(message.Role), Content = Text(message) };
        }
    }

    private static Role RoleOf(ChatRole role) =>
        role == ChatRole.User ? Role.User
        : role == ChatRole.Assistant ? Role.Assistant
        : throw new NotSupportedException($"A message of role '{role.Value}' is not supported: system, user and assistant are.");

    private static string Text(ChatMessage message) =>
        message.Contents.FirstOrDefault(content => content is not (TextContent or UsageContent)) is { } other
            ? throw new NotSupportedException($"{other.GetType().Name} in a message is not supported: only text is.")
            : message.Text;

    private static Sampling Sampling(ChatOptions? options)
    {
        var sampling = new Sampling();
        if (options?.Temperature is { } temperature)
        {
            sampling.Temperature = temperature;
        }

        if (options?.TopK is { } topK)
        {
            sampling.TopK = topK;
        }

        if (options?.TopP is { } topP)
        {
            sampling.TopP = topP;
        }

        if (options?.Seed is { } seed)
        {
            sampling.Seed = unchecked((ulong)seed);
        }

        if (options?.MaxOutputTokens is { } maxTokens)
        {
            sampling.MaxTokens = maxTokens;
        }

        if (Number(options, ChatProperties.RepetitionPenalty) is { } penalty)
        {
            sampling.RepetitionPenalty = penalty;
        }

        sampling.Stop.AddRange(options?.StopSequences ?? []);
        return sampling;
    }

    private static IEnumerable<string> Passages(ChatOptions? options) =>
        options?.AdditionalProperties?.GetValueOrDefault(ChatProperties.ContextPassages) switch
        {
            null => [],
            string passage => [passage],
            IEnumerable<string> passages => passages,
            var other => throw new ArgumentException($"Option '{ChatProperties.ContextPassages}' must be texts, but is a {other.GetType().Name}."),
        };

    private static Grounding? GroundingOf(ChatOptions? options) =>
        options?.AdditionalProperties?.GetValueOrDefault(ChatProperties.Grounding) switch
        {
            null => null,
            Grounding grounding when Enum.IsDefined(grounding) && grounding is not Grounding.Unspecified => grounding,
            string name when Array.Find(Enum.GetValues<Grounding>(), value => string.Equals(value.ToString(), name, StringComparison.OrdinalIgnoreCase)) is var grounding and not Grounding.Unspecified => grounding,
            var other => throw new ArgumentException($"Option '{ChatProperties.Grounding}' must be off, auto or required, but is a {other.GetType().Name} of another value."),
        };

    private static double? Number(ChatOptions? options, string name) =>
        options?.AdditionalProperties?.GetValueOrDefault(name) switch
        {
            null => null,
            IConvertible number and not string => number.ToDouble(CultureInfo.InvariantCulture),
            var other => throw new ArgumentException($"Option '{name}' must be a number, but is a {other.GetType().Name}."),
        };

    private static void Refuse(ChatOptions? options)
    {
        if (options is null)
        {
            return;
        }

        RefuseIf(options.Tools is { Count: > 0 }, nameof(ChatOptions.Tools));
        RefuseIf(options.ResponseFormat is not (null or ChatResponseFormatText), nameof(ChatOptions.ResponseFormat));
        RefuseIf(options.ConversationId is not null, nameof(ChatOptions.ConversationId));
        RefuseIf(options.FrequencyPenalty is not (null or 0), nameof(ChatOptions.FrequencyPenalty));
        RefuseIf(options.PresencePenalty is not (null or 0), nameof(ChatOptions.PresencePenalty));
    }

    private static void RefuseIf(bool asked, string name)
    {
        if (asked)
        {
            throw new NotSupportedException($"MedQA's inference service does not support {nameof(ChatOptions)}.{name}: leave it unset.");
        }
    }
}
