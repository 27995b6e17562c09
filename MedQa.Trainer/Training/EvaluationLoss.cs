using MedQa.Model.Lora;
using MedQa.Model.Mistral;
using MedQa.Trainer.Data;
using static TorchSharp.torch;

namespace MedQa.Trainer.Training;

/// <summary>The mean loss over the response tokens of rows that are not trained on; each token counts the same.</summary>
internal static class EvaluationLoss
{
    /// <param name="examples">At least one.</param>
    /// <param name="batch">Rows computed at once.</param>
    /// <param name="padding">Any id of the vocabulary.</param>
    public static double Of(
        MistralForCausalLM model, LoraAdapter? adapter, IReadOnlyList<TrainingExample> examples, int batch, int padding, CancellationToken cancellationToken = default)
    {
        using var _ = no_grad();
        if (adapter is not null)
        {
            adapter.Training = false;
        }

        double sum = 0;
        long count = 0;
        foreach (var rows in examples.OrderBy(e => e.Ids.Length).ThenBy(e => e.RowId, StringComparer.Ordinal).Chunk(batch))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var part = TrainingBatch.Of(rows, padding);
            sum += CausalLoss.ResponseSum(model, part, adapter).item<float>();
            count += part.TargetCount;
        }

        return sum / count;
    }
}
