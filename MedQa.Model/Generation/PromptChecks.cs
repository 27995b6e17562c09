using MedQa.Model.Mistral;

namespace MedQa.Model.Generation;

/// <summary>What can be put to a model.</summary>
internal sealed class PromptChecks(MistralConfig config)
{
    /// <summary>Most tokens that a prompt may have: the model's context less one token of the answer.</summary>
    public int Room => config.MaxPositionEmbeddings - 1;

    /// <exception cref="ArgumentException">The prompt is empty or holds an id outside the vocabulary.</exception>
    /// <exception cref="PromptTooLongException">It does not fit into the model's context.</exception>
    public void Prompt(IReadOnlyList<int> prompt)
    {
        Ids(prompt, "prompt");
        if (prompt.Count > Room)
        {
            throw new PromptTooLongException(prompt.Count, Room);
        }
    }

    /// <summary>Checks what a prompt is to be continued with.</summary>
    /// <returns>The longest one's tokens.</returns>
    /// <exception cref="ArgumentException">There is no continuation, or one is empty or holds an id outside the vocabulary.</exception>
    /// <exception cref="PromptTooLongException">Prompt and longest continuation do not fit into the model's context.</exception>
    public int Continuations(int promptLength, IReadOnlyList<IReadOnlyList<int>> continuations)
    {
        ArgumentNullException.ThrowIfNull(continuations);
        ArgumentOutOfRangeException.ThrowIfZero(continuations.Count);
        foreach (var continuation in continuations)
        {
            Ids(continuation, "continuation");
        }

        var longest = continuations.Max(c => c.Count);
        return promptLength + longest - 1 <= Room ? longest : throw new PromptTooLongException(promptLength, Room - longest + 1);
    }

    private void Ids(IReadOnlyList<int> ids, string what)
    {
        ArgumentNullException.ThrowIfNull(ids, what);
        if (ids.Count == 0)
        {
            throw new ArgumentException($"The {what} has no tokens.");
        }

        foreach (var id in ids)
        {
            if (id < 0 || id >= config.VocabSize)
            {
                throw new ArgumentException($"The {what} holds the token id {id}; the model's ids are 0 to {config.VocabSize - 1}.");
            }
        }
    }
}
