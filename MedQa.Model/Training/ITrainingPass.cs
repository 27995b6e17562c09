using static TorchSharp.torch;

namespace MedQa.Model.Training;

/// <summary>Computes a batch's loss and its gradients. Not thread-safe: one thread at a time.</summary>
public interface ITrainingPass : IDisposable
{
    /// <summary>
    /// Adds the gradients of <c>scale · Σ loss</c> over the batch's targets to the trained tensors' <c>grad</c>. The dropout
    /// depends on the seed and the layer alone.
    /// </summary>
    /// <param name="batch">The sequences.</param>
    /// <param name="scale">What the sum is multiplied by before its gradients are taken (1 / targets of the step, times fp16's loss scale).</param>
    /// <param name="seed">Decides the dropout.</param>
    /// <returns>Σ loss in nats, not scaled: a float32 scalar on the device, the caller's to dispose.</returns>
    Tensor Accumulate(PackedBatch batch, double scale, long seed);

    /// <summary>Σ loss in nats over the batch's targets, without gradients and without dropout.</summary>
    /// <returns>A float32 scalar on the device, the caller's to dispose.</returns>
    Tensor Loss(PackedBatch batch);
}
