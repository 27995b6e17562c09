using Microsoft.Extensions.AI;

namespace MedQa.Client;

/// <summary>Names in <see cref="ChatOptions.AdditionalProperties"/> and in the responses' additional properties that <see cref="MedQaChatClient"/> knows.</summary>
public static class ChatProperties
{
    /// <summary>Option: passages that the last question is asked about, <see cref="IEnumerable{T}"/> of <see cref="string"/> or one <see cref="string"/>.</summary>
    public const string ContextPassages = "context_passages";

    /// <summary>Option: repetition penalty, a number from 0.5 to 2.</summary>
    public const string RepetitionPenalty = "repetition_penalty";

    /// <summary>Option and response: the adapter's version, <see cref="int"/>; as an option, 0 or absent is the current one.</summary>
    public const string AdapterVersion = "adapter_version";

    /// <summary>Response: the base model's name, <see cref="string"/>.</summary>
    public const string Model = "model";

    /// <summary>Response: the adapter's name, <see cref="string"/>; absent for the base model alone.</summary>
    public const string Adapter = "adapter";

    /// <summary>Response: oldest exchanges left out so that the prompt fits, <see cref="int"/>.</summary>
    public const string DroppedExchanges = "dropped_exchanges";

    /// <summary>Last update of a response: time to the first token on the server, <see cref="TimeSpan"/>.</summary>
    public const string TimeToFirstToken = "time_to_first_token";
}
