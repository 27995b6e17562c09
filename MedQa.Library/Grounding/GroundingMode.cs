namespace MedQa.Library.Grounding;

/// <summary>What becomes of sentences that no passage supports.</summary>
public enum GroundingMode
{
    /// <summary>They are shown and marked.</summary>
    Auto,

    /// <summary>They are left out.</summary>
    Required,
}
