using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace MedQa.Model.Quantization;

/// <summary>The memory behind a tensor.</summary>
internal static partial class NativeMemory
{
    /// <summary>Where a tensor's first element lies; valid while the tensor lives.</summary>
    /// <param name="tensor">Contiguous, on the CPU.</param>
    public static nint Address(Tensor tensor)
    {
        if (tensor.device_type != DeviceType.CPU || !tensor.is_contiguous())
        {
            throw new ArgumentException($"The tensor must lie contiguously on the CPU, but is on {tensor.device}, {(tensor.is_contiguous() ? "" : "not ")}contiguous.", nameof(tensor));
        }

        return Data(tensor.Handle);
    }

    [LibraryImport("LibTorchSharp", EntryPoint = "THSTensor_data")]
    private static partial nint Data(nint tensor);
}
