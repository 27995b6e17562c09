using static TorchSharp.torch;

namespace MedQa.Model.Training;

/// <summary>Computes a batch's loss and its gradients. Not thread-safe: one thread at a time.</summary>
public interface ITrainingPass : IDisposable
{
    /// <summary>
    /// Adds the gradients of <c>scale · Σ weight · loss</c> over the batch's targets to the trained tensors' <c>grad</c>. The dropout
    /// depends on the seed and the layer alone.
    /// </summary>
    /// <param name="batch">The sequences.</param>
    /// <param name="scale">What the sum is multiplied by before its gradients are taken (1 / the weights of the step's targets, times fp16's loss scale).</param>
    /// <param name="seed">Decides the dropout.</param>
    /// <returns>Σ weight · loss in nats, not scaled: a float32 scalar on the device, the caller's to dispose.</returns>
    Tensor Accumulate(PackedBatch batch, double scale, long seed);

    /// <summary>Σ weight · loss in nats over the batch's targets, without gradients and without dropout.</summary>
    /// <returns>A float32 scalar on the device, the caller's to dispose.</returns>
    Tensor Loss(PackedBatch batch);

    /// <summary>The loss in nats of each of the batch's targets, times its weight, without gradients and without dropout.</summary>
    /// <returns>float32 [N] on the device, in the targets' order, the caller's to dispose.</returns>
    Tensor Losses(PackedBatch batch);
}
