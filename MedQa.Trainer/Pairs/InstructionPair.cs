namespace MedQa.Trainer.Pairs;

/// <summary>A question with what it is to be answered from and its answer, made from a corpus row.</summary>
/// <param name="Id">Source and row.</param>
/// <param name="Question">The question.</param>
/// <param name="Contexts">Passages to read; empty where the pair teaches to ask for one.</param>
/// <param name="Answer">The answer.</param>
internal sealed record InstructionPair(string Id, string Question, IReadOnlyList<string> Contexts, string Answer)
{
    /// <summary>The answer in one word, <c>yes</c>, <c>no</c> or <c>maybe</c>, or null where the pair has none.</summary>
    public string? Decision { get; init; }
}
