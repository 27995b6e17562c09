using MedQa.Model.Cuda;
using static TorchSharp.torch;

namespace MedQa.Trainer.Training.Optimizers;

/// <summary>The blockwise step on a GPU, as one kernel.</summary>
/// <param name="device">Where the slices will lie.</param>
internal sealed class CudaBlockwiseAdamW(Device device) : IBlockwiseAdamW
{
    private readonly AdamW8bitKernel kernel = new(device, Of(StateMap.Mean), Of(StateMap.Square));

    public void Update(BlockwiseSlice slice, in BlockwiseStep step) => kernel.Update(
        slice.Weights, slice.Gradient, (slice.MeanCodes, slice.MeanScales), (slice.SquareCodes, slice.SquareScales),
        (step.Beta1, step.Beta1Rest), (step.Beta2, step.Beta2Rest), step.Size, step.Epsilon, step.Kept);

    public void Dispose() => kernel.Dispose();

    private static (float[] Values, float[] Thresholds) Of(StateMap map) => (map.Values.ToArray(), map.Thresholds.ToArray());
}
