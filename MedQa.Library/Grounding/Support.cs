using MedQa.Library.Passages;

namespace MedQa.Library.Grounding;

/// <summary>What supports a sentence of an answer.</summary>
/// <param name="Passage">The passage's place in the context, from 0 on.</param>
/// <param name="Span">The part of the passage's text that says it.</param>
/// <param name="LabelLength">How much of the answer's sentence is the passage's own label and need not be shown: from its beginning on, in UTF-16 units.</param>
public sealed record Support(int Passage, TextSpan Span, int LabelLength = 0);
