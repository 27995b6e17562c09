using MedQa.Library.Grounding;

namespace MedQa.Inference.Libraries;

/// <summary>What the library gives an answer, and how long that took.</summary>
/// <param name="Context">What was found, and the passages for the prompt.</param>
/// <param name="Duration">From the question to the passages.</param>
internal sealed record Retrieval(GroundedContext Context, TimeSpan Duration);
