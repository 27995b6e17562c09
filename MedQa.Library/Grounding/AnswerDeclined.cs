namespace MedQa.Library.Grounding;

/// <summary>The library does not answer the question. The answer's text is <see cref="Decline.Sentence"/>, and nothing follows.</summary>
public sealed record AnswerDeclined : GroundedEvent;
