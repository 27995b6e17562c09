using MedQa.Model.Training;
using MedQa.Trainer.Training.Optimizers;
using static TorchSharp.torch;

namespace MedQa.Trainer.Training;

/// <summary>
/// One step of fine-tuning: the loss is the mean over the response tokens of all the step's batches, however they are divided,
/// so that 2 rows 8 times give the gradients of 16 rows at once.
/// </summary>
internal sealed class TrainingStep(ITrainingPass pass, Optimizer optimizer, double clipNorm)
{
    /// <summary>Takes the step.</summary>
    /// <param name="batches">The step's rows.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="seed">Decides the dropout of this step.</param>
    /// <returns>The loss in nats a token and the gradients' norm before clipping.</returns>
    public (double Loss, double GradientNorm) Take(IReadOnlyList<PackedBatch> batches, double rate, long seed)
    {
        using var scope = NewDisposeScope();
        var targets = batches.Sum(b => b.TargetCount);
        Tensor? sum = null;
        for (var i = 0; i < batches.Count; i++)
        {
            var loss = pass.Accumulate(batches[i], optimizer.LossScale / targets, unchecked((seed * 1_000_003) + i));
            sum = sum is null ? loss : sum.add_(loss);
        }

        using var norm = optimizer.Step(rate, clipNorm);
        return (sum!.item<float>() / targets, norm.item<float>());
    }
}
