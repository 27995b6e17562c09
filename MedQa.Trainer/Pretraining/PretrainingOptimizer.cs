using System.Text.Json.Serialization;

namespace MedQa.Trainer.Pretraining;

/// <summary>How a pretraining run changes its weights.</summary>
public enum PretrainingOptimizer
{
    /// <summary>AdamW for everything.</summary>
    [JsonStringEnumMemberName("adamw")]
    AdamW,

    /// <summary>Muon for the layers' matrices, AdamW for embeddings, norms and the head.</summary>
    [JsonStringEnumMemberName("muon")]
    Muon,
}
