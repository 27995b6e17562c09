using Microsoft.Extensions.AI;

namespace MedQa.Client;

/// <summary>Names in <see cref="ChatOptions.AdditionalProperties"/> and in the responses' additional properties that <see cref="MedQaChatClient"/> knows.</summary>
public static class ChatProperties
{
    /// <summary>Option: passages that the last question is asked about, <see cref="IEnumerable{T}"/> of <see cref="string"/> or one <see cref="string"/>.</summary>
    public const string ContextPassages = "context_passages";

    /// <summary>Option: repetition penalty, a number from 0.5 to 2.</summary>
    public const string RepetitionPenalty = "repetition_penalty";

    /// <summary>
    /// Option: whether the answer comes from the service's library, a <see cref="V1.Grounding"/> or its name (<c>off</c>, <c>auto</c>,
    /// <c>required</c>). Without it <see cref="MedQaClientOptions.Grounding"/> holds, and off where the call brings <see cref="ContextPassages"/>.
    /// </summary>
    public const string Grounding = "grounding";

    /// <summary>Option and response: the adapter's version, <see cref="int"/>; as an option, 0 or absent is the current one.</summary>
    public const string AdapterVersion = "adapter_version";

    /// <summary>Response: the base model's name, <see cref="string"/>.</summary>
    public const string Model = "model";

    /// <summary>Response: the adapter's name, <see cref="string"/>; absent for the base model alone.</summary>
    public const string Adapter = "adapter";

    /// <summary>Response: oldest exchanges left out so that the prompt fits, <see cref="int"/>.</summary>
    public const string DroppedExchanges = "dropped_exchanges";

    /// <summary>Response with grounding: what the library holds for the question, <see cref="V1.Sources"/>. See <see cref="GroundedResponses.GetSources(ChatResponse)"/>.</summary>
    public const string Sources = "sources";

    /// <summary>Last update of a response with grounding: whether the library does not answer the question and the text only says so, <see cref="bool"/>.</summary>
    public const string Declined = "declined";

    /// <summary>Last update of a response with grounding: sentences that no passage supports and that were left out, <see cref="int"/>.</summary>
    public const string WithheldSentences = "withheld_sentences";

    /// <summary>Last update of a response with grounding: how long the library was searched, <see cref="TimeSpan"/>.</summary>
    public const string RetrievalTime = "retrieval_time";

    /// <summary>Last update of a response: time to the first token on the server, <see cref="TimeSpan"/>.</summary>
    public const string TimeToFirstToken = "time_to_first_token";
}
