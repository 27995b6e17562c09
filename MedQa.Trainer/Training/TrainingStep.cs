using MedQa.Model.Lora;
using MedQa.Model.Mistral;
using TorchSharp;
using static TorchSharp.torch;

namespace MedQa.Trainer.Training;

/// <summary>
/// One step of fine-tuning: the loss is the mean over the response tokens of all the step's batches, however they are divided,
/// so that 2 rows 8 times give the gradients of 16 rows at once.
/// </summary>
internal sealed class TrainingStep(MistralForCausalLM model, LoraAdapter? adapter, FlatAdamW optimizer, double clipNorm)
{
    /// <summary>Takes the step.</summary>
    /// <param name="batches">The step's rows.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="seed">Decides the dropout of this step.</param>
    /// <returns>The loss in nats a token and the gradients' norm before clipping.</returns>
    public (double Loss, double GradientNorm) Take(IReadOnlyList<TrainingBatch> batches, double rate, long seed)
    {
        using var scope = NewDisposeScope();
        if (adapter is not null)
        {
            adapter.Training = true;
        }

        manual_seed(seed);
        if (model.Device.type == DeviceType.CUDA)
        {
            cuda.manual_seed_all(seed);
        }

        var targets = batches.Sum(b => b.TargetCount);
        var sum = zeros(1, float32, model.Device);
        foreach (var batch in batches)
        {
            using var batchScope = NewDisposeScope();
            var loss = CausalLoss.ResponseSum(model, batch, adapter) / targets;
            loss.backward();
            optimizer.Collect();
            sum.add_(loss.detach());
        }

        using var norm = optimizer.Step(rate, clipNorm);
        return (sum.item<float>(), norm.item<float>());
    }
}
