using MedQa.Model.Adapters;
using MedQa.Model.Answers;
using MedQa.Model.Lora;
using MedQa.Trainer.Data;

namespace MedQa.Trainer.Evaluation;

/// <summary>An adapter to evaluate.</summary>
/// <param name="Adapter">The adapter; not owned.</param>
/// <param name="Name">Its name.</param>
/// <param name="Hash">SHA-256 of its weights' file, lower-case hex.</param>
/// <param name="Format">How its questions are put and answers are laid out where it is a further one of an ensemble; null: as the settings say.</param>
public sealed record EvaluatedAdapter(LoraAdapter Adapter, string Name, string Hash, AnswerFormat? Format = null)
{
    /// <summary>The hash of the adapter in a folder of PEFT's layout.</summary>
    public static Task<string> HashAsync(string folder, CancellationToken cancellationToken = default) =>
        FileHash.OfAsync(Path.Combine(folder, PeftAdapter.WeightsFileName), cancellationToken);
}
