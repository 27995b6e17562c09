using static TorchSharp.torch;

namespace MedQa.Model.Cuda;

/// <summary>How the kernels' sources name torch's types.</summary>
internal static class CudaTypes
{
    /// <summary>The macro that chooses the type of activations.</summary>
    /// <exception cref="ArgumentException">Neither bfloat16 nor float16.</exception>
    public static string Element(ScalarType type) => type switch
    {
        ScalarType.BFloat16 => "ELEM=1",
        ScalarType.Float16 => "ELEM=2",
        _ => throw new ArgumentException($"The kernels compute in bfloat16 or float16, not in {type}."),
    };
}
