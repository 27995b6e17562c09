using static TorchSharp.torch;

namespace MedQa.Trainer.Training.Optimizers;

/// <summary>
/// Changes the trained weights along the gradients that backward passes left in the tensors' <c>grad</c>. Those are clipped as
/// <c>clip_grad_norm_</c> does, and cleared in place after each step. Not thread-safe.
/// </summary>
internal abstract class Optimizer : IDisposable
{
    private readonly TrainedVector vector;

    /// <param name="vector">What is trained; the optimizer's from here on.</param>
    /// <param name="scaler">Chooses the loss scale, where products are fp16.</param>
    protected Optimizer(TrainedVector vector, LossScaler? scaler)
    {
        this.vector = vector;
        Scaler = scaler;
    }

    /// <summary>Steps taken, skipped ones included.</summary>
    public int StepCount { get; private set; }

    /// <summary>Steps whose gradients were no numbers and which therefore changed nothing; only with a <see cref="Scaler"/>.</summary>
    public int SkippedCount { get; private set; }

    /// <summary>Chooses the loss scale; null where the loss is not scaled.</summary>
    public LossScaler? Scaler { get; }

    /// <summary>What the loss is to be multiplied by before the next backward pass: the gradients are expected to hold this factor.</summary>
    public double LossScale => Scaler?.Scale ?? 1;

    /// <summary>Number of trained weights.</summary>
    public long Count => vector.Count;

    /// <summary>Names and sizes in the vector's order: two runs whose layouts are equal can exchange states.</summary>
    public IReadOnlyList<string> Layout => [.. vector.Tensors.Select(t => $"{t.Name}:{t.Value.numel()}")];

    /// <summary>The trained weights, float32 [<see cref="Count"/>].</summary>
    public Tensor Weights => vector.Weights;

    /// <summary>Everything that the next step depends on but for the counts and the loss scale: the weights and the kind's own tensors.</summary>
    public abstract IReadOnlyDictionary<string, Tensor> State { get; }

    /// <summary>The gradients, clipped while a step is taken, float32 [<see cref="Count"/>].</summary>
    protected Tensor Gradient => vector.Gradient;

    /// <summary>What is trained, in the vector's order.</summary>
    protected IReadOnlyList<TrainedTensor> Tensors => vector.Tensors;

    /// <summary>
    /// Takes the loss scale out of the gradients, clips them, takes one step and clears them. Where there is a
    /// <see cref="Scaler"/> and the norm is no number, the step is skipped.
    /// </summary>
    /// <param name="rate">The learning rate.</param>
    /// <param name="clipNorm">The largest norm: gradients are multiplied by min(1, clipNorm / (norm + 1e-6)).</param>
    /// <returns>The norm before clipping, without the loss scale, a float32 scalar on the device; the caller's to dispose.</returns>
    public Tensor Step(double rate, double clipNorm)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        if (Scaler is not null)
        {
            Gradient.mul_(1 / Scaler.Scale);
        }

        var norm = linalg.vector_norm(Gradient, 2);
        StepCount++;
        if (Scaler is null || Scaler.Accept(norm.item<float>()))
        {
            Gradient.mul_((clipNorm / (norm + 1e-6)).clamp_(max: 1));
            Update(rate, StepCount - SkippedCount);
            vector.Publish();
        }
        else
        {
            SkippedCount++;
        }

        Gradient.zero_();
        return norm.MoveToOuterDisposeScope();
    }

    /// <summary>Takes the state's tensors as they are now and the numbers of steps that led to them.</summary>
    public void Restore(int steps, int skipped)
    {
        StepCount = steps;
        SkippedCount = skipped;
        vector.Publish();
    }

    /// <summary>Takes other weights, laid out as <see cref="Weights"/>.</summary>
    public void Replace(Tensor weights)
    {
        using (no_grad())
        {
            Weights.copy_(weights);
        }

        vector.Publish();
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Changes <see cref="Weights"/> and the state along <see cref="Gradient"/>, without gradients and inside a dispose scope.</summary>
    /// <param name="rate">The learning rate.</param>
    /// <param name="update">t, counted from 1: the steps that were not skipped, with this one.</param>
    protected abstract void Update(double rate, int update);

    /// <summary>Frees the state.</summary>
    protected virtual void Dispose(bool disposing) => vector.Dispose();
}
