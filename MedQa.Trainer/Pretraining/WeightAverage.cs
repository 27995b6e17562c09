using MedQa.Trainer.Training.Optimizers;
using static TorchSharp.torch;

namespace MedQa.Trainer.Pretraining;

/// <summary>The mean of the weights after each of a run's last steps (Polyak and Juditsky, 1992).</summary>
internal sealed class WeightAverage : IDisposable
{
    private readonly int first;

    /// <param name="like">A vector of the weights' size, on their device.</param>
    /// <param name="first">The first step, counted from 1, whose weights count.</param>
    public WeightAverage(Tensor like, int first)
    {
        this.first = first;
        using var none = no_grad();
        Mean = zeros_like(like).DetachFromDisposeScope();
    }

    /// <summary>The mean so far, zeros before the first.</summary>
    public Tensor Mean { get; }

    /// <summary>Takes the weights in, as they are after a step.</summary>
    public void Add(Optimizer optimizer)
    {
        if (optimizer.StepCount >= first)
        {
            using var none = no_grad();
            Mean.lerp_(optimizer.Weights, 1.0 / (optimizer.StepCount - first + 1));
        }
    }

    public void Dispose() => Mean.Dispose();
}
