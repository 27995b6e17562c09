using MedQa.Inference.Configuration;
using MedQa.Library.Grounding;
using MedQa.Library.Retrieval;
using MedQa.Model.Answers;
using MedQa.Model.Generation;
using MedQa.Model.Tokenization;
using MedQa.ServiceDefaults.Adapters;
using MedQa.V1;
using Microsoft.Extensions.Options;
using AnswerFormat = MedQa.V1.AnswerFormat;

namespace MedQa.Inference.Requests;

/// <summary>Checks what clients send and turns it into the model's own types. Thread-safe.</summary>
internal sealed class RequestReader(IOptions<LimitOptions> options)
{
    private const int MostFound = 100;
    private const int UsuallyFound = 5;

    private readonly LimitOptions limits = options.Value;

    /// <summary>A conversation that the model is to go on with: an optional system message, then user and assistant in turn, the user last.</summary>
    /// <exception cref="InvalidRequestException">It is not; the message says where.</exception>
    public IReadOnlyList<ChatMessage> Messages(IReadOnlyList<Message> messages)
    {
        Check(messages.Count >= 1, "messages is empty: send at least the user's message.");
        Check(messages.Count <= limits.MaxMessages, $"messages has {messages.Count} messages; at most {limits.MaxMessages} are taken.");
        var first = messages[0].Role == Role.System ? 1 : 0;
        for (var i = 0; i < messages.Count; i++)
        {
            var expected = i < first ? Role.System : (i - first) % 2 == 0 ? Role.User : Role.Assistant;
            Check(
                messages[i].Role == expected,
                $"messages[{i}] is of role {Name(messages[i].Role)}, but {Name(expected)} was expected: an optional system message first, then user and assistant in turn.");
            Text(messages[i].Content, $"messages[{i}].content", mayBeEmpty: i < first);
        }

        Check(messages[^1].Role == Role.User, $"messages ends with role {Name(messages[^1].Role)}, but the last message must be the user's.");
        return [.. messages.Select(m => new ChatMessage(RoleOf(m.Role), m.Content))];
    }

    /// <summary>Passages that a question is asked about; may be none.</summary>
    /// <exception cref="InvalidRequestException">There are too many, or one is too long.</exception>
    public IReadOnlyList<string> Passages(IReadOnlyList<string> passages)
    {
        Check(passages.Count <= limits.MaxPassages, $"context_passages has {passages.Count} passages; at most {limits.MaxPassages} are taken.");
        for (var i = 0; i < passages.Count; i++)
        {
            Text(passages[i], $"context_passages[{i}]");
        }

        return [.. passages];
    }

    /// <summary>One text.</summary>
    /// <exception cref="InvalidRequestException">It is empty or too long.</exception>
    public string Text(string text, string field, bool mayBeEmpty = false)
    {
        Check(mayBeEmpty || !string.IsNullOrWhiteSpace(text), $"{field} is empty.");
        Check(text.Length <= limits.MaxTextCharacters, $"{field} has {text.Length} characters; at most {limits.MaxTextCharacters} are taken.");
        return text;
    }

    /// <summary>How to sample; what is unset takes the model's defaults.</summary>
    /// <exception cref="InvalidRequestException">A value is out of its range.</exception>
    public SamplingOptions Sampling(Sampling? sampling)
    {
        var defaults = new SamplingOptions();
        if (sampling is null)
        {
            return defaults;
        }

        var read = new SamplingOptions
        {
            Temperature = sampling.HasTemperature ? sampling.Temperature : defaults.Temperature,
            TopK = sampling.HasTopK ? sampling.TopK : defaults.TopK,
            TopP = sampling.HasTopP ? sampling.TopP : defaults.TopP,
            RepetitionPenalty = sampling.HasRepetitionPenalty ? sampling.RepetitionPenalty : defaults.RepetitionPenalty,
            Seed = sampling.HasSeed ? sampling.Seed : null,
            Stop = [.. sampling.Stop],
            MaxTokens = sampling.HasMaxTokens ? sampling.MaxTokens : defaults.MaxTokens,
        };
        try
        {
            read.Validate();
        }
        catch (ArgumentException e)
        {
            throw new InvalidRequestException($"sampling: {e.Message}", e);
        }

        Check(read.MaxTokens <= limits.MaxTokens, $"sampling: max_tokens is {read.MaxTokens}; at most {limits.MaxTokens} are given.");
        return read;
    }

    /// <summary>How a decision is to be stated.</summary>
    /// <exception cref="InvalidRequestException">A label or the lead is missing, or too long.</exception>
    public Model.Answers.AnswerFormat DecisionFormat(AnswerFormat format)
    {
        Check(format.Labels.Count <= limits.MaxContinuations, $"decision_format.labels has {format.Labels.Count} labels; at most {limits.MaxContinuations} are taken.");
        var read = new Model.Answers.AnswerFormat
        {
            Placement = format.DecisionFirst ? DecisionPlacement.First : DecisionPlacement.Last,
            Lead = Text(format.Lead, "decision_format.lead"),
            Labels = [.. format.Labels.Select((l, i) => Text(l, $"decision_format.labels[{i}]"))],
        };
        try
        {
            read.Validate();
        }
        catch (InvalidDataException e)
        {
            throw new InvalidRequestException("decision_format needs a lead and at least two different labels in lower case.", e);
        }

        return read;
    }

    /// <summary>Which adapter is asked for; null for the base model.</summary>
    /// <exception cref="InvalidRequestException">No adapter can have that name or version.</exception>
    public static AdapterChoice? Adapter(string name, int version)
    {
        Check(version >= 0, $"The adapter's version is {version}; it must be 1 or more, or 0 for the current one.");
        if (name.Length == 0)
        {
            Check(version == 0, $"adapter_version is {version}, but adapter is empty: the base model has no versions.");
            return null;
        }

        Check(AdapterName.IsValid(name), $"The adapter's name ({name.Length} characters) is none: {AdapterName.Rule}.");
        return new AdapterChoice(name, version);
    }

    /// <summary>Texts or ids that a prompt is continued with.</summary>
    /// <exception cref="InvalidRequestException">There are none or too many, or one is empty or too long.</exception>
    public IReadOnlyList<IReadOnlyList<int>> Continuations(IReadOnlyList<Continuation> continuations, int vocabularySize, Func<string, IReadOnlyList<int>> encode)
    {
        Check(
            continuations.Count >= 1 && continuations.Count <= limits.MaxContinuations,
            $"continuations has {continuations.Count} entries; 1 to {limits.MaxContinuations} are taken.");
        return [.. continuations.Select((c, i) => c.KindCase switch
        {
            Continuation.KindOneofCase.Text => Encoded(c.Text, $"continuations[{i}].text"),
            Continuation.KindOneofCase.Tokens => Ids(c.Tokens, vocabularySize, $"continuations[{i}].tokens"),
            _ => throw new InvalidRequestException($"continuations[{i}] has neither a text nor tokens."),
        })];

        IReadOnlyList<int> Encoded(string text, string field)
        {
            var ids = encode(Text(text, field, mayBeEmpty: true));
            Check(ids.Count > 0, $"{field} is empty.");
            return ids;
        }
    }

    /// <summary>Whether an answer comes from the library; null where it is not asked.</summary>
    /// <param name="grounding">What the request says.</param>
    /// <param name="passages">How many passages of its own it brings.</param>
    /// <exception cref="InvalidRequestException">There is no such mode, or it does not go with passages of the request's own.</exception>
    public static GroundingMode? Grounding(Grounding grounding, int passages)
    {
        GroundingMode? mode = grounding switch
        {
            V1.Grounding.Unspecified or V1.Grounding.Off => null,
            V1.Grounding.Auto => GroundingMode.Auto,
            V1.Grounding.Required => GroundingMode.Required,
            _ => throw new InvalidRequestException($"grounding is {(int)grounding}; known are off (1), auto (2) and required (3)."),
        };
        Check(mode is null || passages == 0, $"context_passages has {passages} passages, but grounding is on: passages of your own go with grounding off.");
        return mode;
    }

    /// <summary>How many passages to search for.</summary>
    /// <exception cref="InvalidRequestException">It is out of its range.</exception>
    public static int PassageCount(int count)
    {
        Check(count is >= 0 and <= MostFound, $"count is {count}; 1 to {MostFound} are given, and {UsuallyFound} for 0.");
        return count == 0 ? UsuallyFound : count;
    }

    /// <summary>What is searched.</summary>
    /// <exception cref="InvalidRequestException">There is no such mode.</exception>
    public static RetrievalMode Search(SearchMode mode) => mode switch
    {
        SearchMode.Unspecified => RetrievalMode.Both,
        SearchMode.Words => RetrievalMode.Words,
        SearchMode.Meaning => RetrievalMode.Meaning,
        _ => throw new InvalidRequestException($"mode is {(int)mode}; known are both (0), words (1) and meaning (2)."),
    };

    /// <summary>Token ids of a client's own.</summary>
    /// <exception cref="InvalidRequestException">There are none, or one is not in the vocabulary.</exception>
    public static IReadOnlyList<int> Ids(TokenIds tokens, int vocabularySize, string field)
    {
        Check(tokens.Ids.Count > 0, $"{field} is empty.");
        for (var i = 0; i < tokens.Ids.Count; i++)
        {
            Check(tokens.Ids[i] >= 0 && tokens.Ids[i] < vocabularySize, $"{field}[{i}] is {tokens.Ids[i]}; the vocabulary has ids 0 to {vocabularySize - 1}.");
        }

        return [.. tokens.Ids];
    }

    private static void Check(bool holds, string complaint)
    {
        if (!holds)
        {
            throw new InvalidRequestException(complaint);
        }
    }

    private static ChatRole RoleOf(Role role) => role switch
    {
        Role.System => ChatRole.System,
        Role.User => ChatRole.User,
        _ => ChatRole.Assistant,
    };

    private static string Name(Role role) => role switch
    {
        Role.System => "system",
        Role.User => "user",
        Role.Assistant => "assistant",
        _ => $"{(int)role}",
    };
}
