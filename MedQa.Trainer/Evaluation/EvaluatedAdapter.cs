using System.Security.Cryptography;
using MedQa.Model.Adapters;
using MedQa.Model.Answers;
using MedQa.Model.Lora;

namespace MedQa.Trainer.Evaluation;

/// <summary>An adapter to evaluate.</summary>
/// <param name="Adapter">The adapter; not owned.</param>
/// <param name="Name">Its name.</param>
/// <param name="Hash">SHA-256 of its weights' file, lower-case hex.</param>
/// <param name="Format">How its questions are put and answers are laid out where it is a further one of an ensemble; null: as the settings say.</param>
public sealed record EvaluatedAdapter(LoraAdapter Adapter, string Name, string Hash, AnswerFormat? Format = null)
{
    /// <summary>The hash of the adapter in a folder of PEFT's layout.</summary>
    public static async Task<string> HashAsync(string folder, CancellationToken cancellationToken = default)
    {
        await using var stream = File.OpenRead(Path.Combine(folder, PeftAdapter.WeightsFileName));
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
    }
}
