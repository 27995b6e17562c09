using System.Text.Json.Serialization;

namespace MedQa.Trainer.Training.Optimizers;

/// <summary>How weights are changed along their gradients; the names are those of Hugging Face's <c>optim</c>.</summary>
public enum OptimizerKind
{
    /// <summary>AdamW with float32 state, 8 bytes a trained weight.</summary>
    [JsonStringEnumMemberName("adamw")]
    AdamW,

    /// <summary>AdamW with state in blocks of 8-bit codes, 2 bytes a trained weight.</summary>
    [JsonStringEnumMemberName("adamw_8bit")]
    AdamW8bit,

    /// <summary>The same, with state that moves to pinned host memory where the device's grows short.</summary>
    [JsonStringEnumMemberName("paged_adamw_8bit")]
    PagedAdamW8bit,
}
