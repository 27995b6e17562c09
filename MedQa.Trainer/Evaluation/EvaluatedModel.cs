using MedQa.Model.Checkpoints;
using MedQa.Model.Mistral;
using MedQa.Model.Tokenization;

namespace MedQa.Trainer.Evaluation;

/// <summary>A base model to evaluate, with what its prompts need.</summary>
/// <param name="Model">The model; not owned.</param>
/// <param name="Tokenizer">Its tokenizer.</param>
/// <param name="ChatTemplate">Its chat template.</param>
/// <param name="Name">Its name.</param>
/// <param name="Hash">SHA-256 of its weights, lower-case hex.</param>
public sealed record EvaluatedModel(MistralForCausalLM Model, ITokenizer Tokenizer, ChatTemplate ChatTemplate, string Name, string Hash)
{
    /// <summary>A loaded model; not owned.</summary>
    public static EvaluatedModel Of(Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        return new(checkpoint.Model, checkpoint.Tokenizer, checkpoint.ChatTemplate, checkpoint.Model.IsQuantized ? $"{checkpoint.Name} in NF4" : checkpoint.Name, checkpoint.Hash);
    }
}
