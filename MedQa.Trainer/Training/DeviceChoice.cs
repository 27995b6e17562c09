using MedQa.Model.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace MedQa.Trainer.Training;

/// <summary>Turns the options' device and type into torch's.</summary>
internal static class DeviceChoice
{
    /// <param name="name"><c>auto</c> (a GPU where there is one), <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>.</param>
    /// <exception cref="ArgumentException">There is no such device.</exception>
    public static Device Of(string name)
    {
        var available = TorchNative.IsCudaAvailable;
        if (name == "cpu" || (name == "auto" && !available))
        {
            return CPU;
        }

        if (name is not ("auto" or "cuda") && !name.StartsWith("cuda:", StringComparison.Ordinal))
        {
            throw new ArgumentException($"device must be auto, cpu, cuda or cuda:N, but is '{name}'.");
        }

        if (!available)
        {
            throw new ArgumentException($"device is '{name}', but no CUDA device can be used here: build with TorchBackend=cuda or external on a machine with an NVIDIA GPU, or use cpu.");
        }

        InitializeDeviceType(DeviceType.CUDA);
        return new Device(name == "auto" ? "cuda" : name);
    }

    /// <summary>The type to multiply in on a device.</summary>
    public static ScalarType Of(ComputeType type, Device device) => type switch
    {
        ComputeType.Bf16 => ScalarType.BFloat16,
        ComputeType.Fp16 => ScalarType.Float16,
        ComputeType.Auto when device.type == DeviceType.CUDA => ScalarType.BFloat16,
        _ => ScalarType.Float32,
    };
}
