using MedQa.Model.Training;
using MedQa.Trainer.Training.Optimizers;
using static TorchSharp.torch;

namespace MedQa.Trainer.Training;

/// <summary>
/// One step of fine-tuning: the loss is the weighted mean over the response tokens of all the step's batches, however they are
/// divided, <c>Σ weight · loss / Σ weight</c>, so that 2 rows 8 times give the gradients of 16 rows at once.
/// </summary>
internal sealed class TrainingStep(ITrainingPass pass, Optimizer optimizer, double clipNorm)
{
    /// <summary>Takes the step.</summary>
    /// <param name="batches">The step's rows.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="seed">Decides the dropout of this step.</param>
    public StepFigures Take(IReadOnlyList<PackedBatch> batches, double rate, long seed)
    {
        using var scope = NewDisposeScope();
        var weight = batches.Sum(b => b.TargetWeight);
        var losses = new Tensor[batches.Count];
        for (var i = 0; i < batches.Count; i++)
        {
            losses[i] = pass.Accumulate(batches[i], optimizer.LossScale / weight, unchecked((seed * 1_000_003) + i));
        }

        using var norm = optimizer.Step(rate, clipNorm);
        float[] sums = [.. stack(losses.Select(l => l.reshape(1))).cpu().data<float>()];
        return new StepFigures(
            sums.Sum(s => (double)s) / weight, norm.item<float>(), [.. Enumerable.Range(0, sums.Length).Where(i => !float.IsFinite(sums[i]))]);
    }
}
