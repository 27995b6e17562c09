using TorchSharp;
using static TorchSharp.torch;

namespace MedQa.Trainer.Training.Optimizers;

/// <summary>Chooses the implementation of the blockwise step.</summary>
internal static class BlockwiseAdamW
{
    /// <summary>The fastest for a device.</summary>
    public static IBlockwiseAdamW For(Device device) =>
        device.type == DeviceType.CPU ? new CpuBlockwiseAdamW() : new CudaBlockwiseAdamW(device);
}
