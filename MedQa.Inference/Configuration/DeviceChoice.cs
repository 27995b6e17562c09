namespace MedQa.Inference.Configuration;

/// <summary>Where a model computes.</summary>
internal enum DeviceChoice
{
    /// <summary>The first NVIDIA GPU where there is one, else the CPU.</summary>
    Auto,

    /// <summary>The CPU.</summary>
    Cpu,

    /// <summary>The first NVIDIA GPU; without one the service does not start.</summary>
    Cuda,
}
