using System.Text.Json.Serialization;
using MedQa.Trainer.Training;

namespace MedQa.Trainer.CrossValidation;

/// <summary>What one fold's training came to.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Folder">Its folder in the output.</param>
/// <param name="IdsHash">SHA-256 of the held-out ids, one a line, lower-case hex.</param>
/// <param name="HeldOut">Ids of the rows that it is evaluated on.</param>
/// <param name="Watched">Ids of the rows that it watched; all others were trained on.</param>
/// <param name="AdapterHash">SHA-256 of its adapter's weights, lower-case hex.</param>
/// <param name="KeptStep">The step whose weights were kept.</param>
/// <param name="Steps">Steps taken.</param>
/// <param name="Kept">The losses at the kept step, or null where nothing was evaluated there.</param>
public sealed record FoldRun(
    int Number, string Folder, string IdsHash, IReadOnlyList<string> HeldOut, IReadOnlyList<string> Watched, string AdapterHash, int KeptStep, int Steps, LossPoint? Kept)
{
    /// <summary>Time of the training, or of its last part where it was resumed.</summary>
    [JsonIgnore]
    public double Seconds { get; init; }
}
