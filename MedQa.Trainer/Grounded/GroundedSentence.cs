namespace MedQa.Trainer.Grounded;

/// <summary>A sentence that was shown.</summary>
/// <param name="Text">The sentence.</param>
/// <param name="Passage">The passage that supports it, by its place among the prompt's from 0 on; null where none does.</param>
/// <param name="Evidence">What the passage says; null where none supports it.</param>
public sealed record GroundedSentence(string Text, int? Passage, string? Evidence);
