using MedQa.Model.Lora;
using MedQa.Model.Mistral;
using static TorchSharp.torch;

namespace MedQa.Trainer.Training;

/// <summary>Cross-entropy of the next token, from logits in float32.</summary>
internal static class CausalLoss
{
    /// <summary>The mean over all tokens of packed sequences: position t predicts id t + 1.</summary>
    /// <param name="ids">int64 [B, T + 1], no padding.</param>
    /// <returns>A float32 scalar.</returns>
    public static Tensor Mean(MistralForCausalLM model, Tensor ids)
    {
        var length = ids.shape[1] - 1;
        var logits = model.Logits(model.Forward(ids.narrow(1, 0, length)));
        return nn.functional.cross_entropy(logits.view(-1, logits.shape[^1]), ids.narrow(1, 1, length).reshape(-1));
    }

    /// <summary>
    /// The sum over the response tokens of a padded batch. The output layer sees only the positions that predict one.
    /// </summary>
    /// <param name="batch">Padded on the right: under causal attention no real token sees the padding, so no mask is needed.</param>
    /// <returns>A float32 scalar.</returns>
    public static Tensor ResponseSum(MistralForCausalLM model, TrainingBatch batch, LoraAdapter? adapter)
    {
        var ids = tensor(batch.Ids, [batch.Rows, batch.Width]).to(model.Device);
        var positions = tensor(batch.Positions).to(model.Device);
        var targets = tensor(batch.Targets).to(model.Device);
        var hidden = model.Forward(ids, adapter: adapter);
        var logits = model.Logits(hidden.reshape(-1, hidden.shape[^1]).index_select(0, positions));
        return nn.functional.cross_entropy(logits, targets, reduction: nn.Reduction.Sum);
    }
}
