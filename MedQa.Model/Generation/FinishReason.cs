namespace MedQa.Model.Generation;

/// <summary>Why a generation ended.</summary>
public enum FinishReason
{
    /// <summary>The model ended its answer, or a stop text came.</summary>
    Stop,

    /// <summary>The budget of tokens or the model's context was used up.</summary>
    Length,

    /// <summary>The caller cancelled.</summary>
    Cancelled,
}
