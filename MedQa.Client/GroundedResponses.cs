using MedQa.V1;
using Microsoft.Extensions.AI;

namespace MedQa.Client;

/// <summary>Reads what a response says of the library that it came from.</summary>
public static class GroundedResponses
{
    /// <summary>What the library holds for the question; null where it was not asked.</summary>
    public static Sources? GetSources(this ChatResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return response.AdditionalProperties?.GetValueOrDefault(ChatProperties.Sources) as Sources;
    }

    /// <summary>What the library holds for the question; null on all updates but the one that says it, which comes before the first text.</summary>
    public static Sources? GetSources(this ChatResponseUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        return update.AdditionalProperties?.GetValueOrDefault(ChatProperties.Sources) as Sources;
    }

    /// <summary>Whether the library does not answer the question and the text only says so.</summary>
    public static bool IsDeclined(this ChatResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return response.AdditionalProperties?.GetValueOrDefault(ChatProperties.Declined) is true;
    }

    /// <summary>What supports each sentence, those that no passage supports included; in the text's order. Empty for an answer that is not from the library.</summary>
    public static IReadOnlyList<Citation> GetCitations(this ChatResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return [.. response.Messages.SelectMany(message => message.Contents).SelectMany(content => content.Annotations ?? []).Select(annotation => annotation.RawRepresentation).OfType<Citation>()];
    }
}
