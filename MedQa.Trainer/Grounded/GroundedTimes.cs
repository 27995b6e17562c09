namespace MedQa.Trainer.Grounded;

/// <summary>How long a question took, in milliseconds.</summary>
/// <param name="Retrieval">Search, relevance and choice of passages.</param>
/// <param name="FirstToken">From the prompt to the model's first token; null where the model was not asked.</param>
/// <param name="Answer">From the prompt to the model's end; null where the model was not asked.</param>
public sealed record GroundedTimes(double Retrieval, double? FirstToken, double? Answer);
