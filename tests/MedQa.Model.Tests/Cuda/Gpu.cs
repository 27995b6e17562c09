using MedQa.Model.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace MedQa.Model.Tests.Cuda;

/// <summary>The GPU that tests run on.</summary>
internal static class Gpu
{
    /// <summary>The first GPU; skips the test where there is none.</summary>
    public static Device Require()
    {
        Skip.IfNot(TorchNative.IsCudaAvailable, "There is no NVIDIA GPU here, or libtorch is the CPU's.");
        InitializeDeviceType(DeviceType.CUDA);
        return CUDA;
    }
}
