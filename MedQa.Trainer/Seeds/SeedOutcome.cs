using System.Text.Json.Serialization;

namespace MedQa.Trainer.Seeds;

/// <summary>What one of several seeds came to.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Folder">Its folder in the output.</param>
/// <param name="EvaluationLoss">The evaluation loss of its best weights, nats a token, or null where nothing was evaluated.</param>
/// <param name="KeptStep">The step whose weights were kept.</param>
/// <param name="Steps">Steps taken.</param>
/// <param name="Seconds">Time of the run, or of its last part where it was resumed.</param>
public sealed record SeedOutcome(long Seed, string Folder, double? EvaluationLoss, int KeptStep, int Steps, double Seconds)
{
    /// <summary>Macro-F1 of the kept weights' decisions on the watched rows, from 0 to 1, where they were scored.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? MacroF1 { get; init; }

    /// <summary>Share of those decisions that are right.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Accuracy { get; init; }
}
