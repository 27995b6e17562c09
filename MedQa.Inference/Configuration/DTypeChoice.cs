namespace MedQa.Inference.Configuration;

/// <summary>The type of a model's weights in memory.</summary>
internal enum DTypeChoice
{
    /// <summary>bfloat16 on a GPU, float32 on the CPU.</summary>
    Auto,

    /// <summary>32 bits.</summary>
    Float32,

    /// <summary>16 bits, float32's range.</summary>
    BFloat16,
}
