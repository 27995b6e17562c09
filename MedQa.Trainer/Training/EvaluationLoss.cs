using MedQa.Model.Training;
using MedQa.Trainer.Data;

namespace MedQa.Trainer.Training;

/// <summary>The mean loss over the response tokens of rows that are not trained on; each token counts the same.</summary>
internal static class EvaluationLoss
{
    /// <param name="examples">At least one.</param>
    /// <param name="parts">What is computed at once.</param>
    public static double Of(ITrainingPass pass, IReadOnlyList<TrainingExample> examples, MicroBatches parts, CancellationToken cancellationToken = default)
    {
        double sum = 0;
        long count = 0;
        foreach (var rows in parts.Divide(examples))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var batch = PackedBatchBuilder.Of(rows);
            using var loss = pass.Loss(batch);
            sum += loss.item<float>();
            count += batch.TargetCount;
        }

        return sum / count;
    }
}
