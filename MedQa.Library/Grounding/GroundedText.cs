namespace MedQa.Library.Grounding;

/// <summary>The next piece of the answer's text.</summary>
/// <param name="Text">Goes behind all pieces before it.</param>
public sealed record GroundedText(string Text) : GroundedEvent;
