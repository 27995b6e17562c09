using System.Text.Json.Serialization;

namespace MedQa.Trainer.Training;

/// <summary>The type that matrices are multiplied in.</summary>
public enum ComputeType
{
    /// <summary>bf16 on a GPU, float32 on the CPU.</summary>
    Auto,

    /// <summary>32-bit floating point.</summary>
    [JsonStringEnumMemberName("float32")]
    Full,

    /// <summary>bfloat16; trained weights stay float32, in the plain pass the residual stream and the norms too.</summary>
    [JsonStringEnumMemberName("bf16")]
    Bf16,

    /// <summary>16-bit floating point with a scaled loss (<see cref="LossScaler"/>); trained weights and the residual stream stay float32.</summary>
    [JsonStringEnumMemberName("fp16")]
    Fp16,
}
