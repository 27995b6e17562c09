namespace MedQa.Library.Grounding;

/// <summary>Where a passage says a sentence of an answer.</summary>
/// <param name="Text">The passage.</param>
/// <param name="First">The first of its sentences that do.</param>
/// <param name="Last">The last of them.</param>
internal sealed record SupportPlace(SupportText Text, int First, int Last);
