namespace MedQa.Model.Generation;

/// <summary>A prompt does not fit into the model's context.</summary>
public sealed class PromptTooLongException(int promptTokens, int room)
    : Exception($"The prompt has {promptTokens} tokens; the model's context has room for {room} and for at least one token of the answer. Shorten the question or its passages.")
{
    /// <summary>Length of the prompt, in tokens.</summary>
    public int PromptTokens { get; } = promptTokens;

    /// <summary>Most tokens that a prompt may have.</summary>
    public int Room { get; } = room;
}
