namespace MedQa.Inference.Telemetry;

/// <summary>What became of an answer that was to come from the library.</summary>
internal enum GroundedOutcome
{
    /// <summary>It came from the library.</summary>
    Grounded,

    /// <summary>The library does not answer the question, and the answer says so.</summary>
    Declined,

    /// <summary>The library holds nothing relevant, and the model answered alone.</summary>
    Alone,
}
