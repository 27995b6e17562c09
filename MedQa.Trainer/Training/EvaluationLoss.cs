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

    /// <summary>The mean over all response tokens, and over those alone that hold a decision.</summary>
    /// <param name="examples">At least one.</param>
    /// <param name="parts">What is computed at once.</param>
    /// <returns>Nats a token; the second is null where no row has a decision.</returns>
    public static (double Loss, double? DecisionLoss) WithDecisions(
        ITrainingPass pass, IReadOnlyList<TrainingExample> examples, MicroBatches parts, CancellationToken cancellationToken = default)
    {
        double sum = 0, decisionSum = 0;
        long count = 0, decisionCount = 0;
        foreach (var rows in parts.Divide(examples))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var losses = pass.Losses(PackedBatchBuilder.Of(rows));
            using var onHost = losses.cpu();
            foreach (var (loss, isDecision) in onHost.data<float>().Zip(rows.SelectMany(r => r.Targets.Select(r.HoldsLabel))))
            {
                sum += loss;
                count++;
                decisionSum += isDecision ? loss : 0;
                decisionCount += isDecision ? 1 : 0;
            }
        }

        return (sum / count, decisionCount == 0 ? null : decisionSum / decisionCount);
    }
}
