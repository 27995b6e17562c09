using MedQa.Library.Passages;

namespace MedQa.Library.Grounding;

/// <summary>What supports a sentence of an answer.</summary>
/// <param name="Passage">The passage's place in the context, from 0 on.</param>
/// <param name="Span">The part of the passage's text that says it.</param>
/// <param name="Score">How fully, 0 to 1.</param>
public sealed record Support(int Passage, TextSpan Span, double Score);
