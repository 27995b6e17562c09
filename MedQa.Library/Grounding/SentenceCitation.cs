using MedQa.Library.Passages;

namespace MedQa.Library.Grounding;

/// <summary>What supports a sentence that was shown; comes behind its text.</summary>
/// <param name="Sentence">The sentence in the whole answer's text, in UTF-16 units.</param>
/// <param name="Support">What supports it, or null.</param>
public sealed record SentenceCitation(TextSpan Sentence, Support? Support) : GroundedEvent;
