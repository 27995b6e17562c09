using MedQa.Library.Indexing;

namespace MedQa.Library.Grounding;

/// <summary>A passage as the prompt holds it.</summary>
/// <param name="Source">The whole passage with its place; citations point into its text.</param>
/// <param name="Text">What the prompt says of it: its label and the sentences taken, as <see cref="ContextText"/> lays them out.</param>
/// <param name="Sentences">The sentences taken, by their places in the passage, in the prompt's order.</param>
public sealed record ContextPassage(IndexedPassage Source, string Text, IReadOnlyList<int> Sentences)
{
    /// <summary>
    /// The place in the passage of the sentence that holds most of the question, of all the prompt's, and what speaks for it
    /// (<see cref="GroundingOptions.BestSentenceBias"/>); null in the other passages, without a bias, and where whole passages fit.
    /// </summary>
    public (int Sentence, double Bias)? Best { get; init; }
}
