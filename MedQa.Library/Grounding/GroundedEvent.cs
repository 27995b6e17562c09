namespace MedQa.Library.Grounding;

/// <summary>Something that came out of a grounded answer.</summary>
public abstract record GroundedEvent;
