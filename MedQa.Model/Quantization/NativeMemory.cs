using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace MedQa.Model.Quantization;

/// <summary>The memory behind a tensor.</summary>
internal static unsafe class NativeMemory
{
    /// <summary>Where a tensor's first element lies; valid while the tensor lives.</summary>
    /// <param name="tensor">Contiguous, on the CPU, at most 2 GiB.</param>
    public static nint Address(Tensor tensor)
    {
        if (tensor.device_type != DeviceType.CPU || !tensor.is_contiguous())
        {
            throw new ArgumentException($"The tensor must lie contiguously on the CPU, but is on {tensor.device}, {(tensor.is_contiguous() ? "" : "not ")}contiguous.", nameof(tensor));
        }

        return (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes));
    }
}
