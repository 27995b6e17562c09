namespace MedQa.Library.Grounding;

/// <summary>Whether a sentence says that the passages hold no answer.</summary>
internal enum DeclineBeginning
{
    /// <summary>It says something else.</summary>
    No,

    /// <summary>It is too short yet to tell.</summary>
    Perhaps,

    /// <summary>It says that.</summary>
    Yes,
}
